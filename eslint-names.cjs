/**
 * A definition is named by a term of the field, not by a bare participle, adverb or filler word: a reader must be able
 * to guess from the name what it is, and a search must find it. This rule checks everything that a file defines, and
 * the members of its exported types and classes.
 */
const WORDS = new Set(
  (
    'told given asked kept own held seen known plain same shown said lately meant wanted taken made done others rest ' +
    'whole stuff thing things gone tried lasting lasts lasted otherwise somehow somewhat elsewhere anyway'
  ).split(' '),
);

/** Exceptions that are terms of the field, each with its meaning. */
const ALLOWED = new Map([['OTHERS', 'the series "others" of a graph, which adds up those that it does not show']]);

const isRefused = (name) => WORDS.has(name.toLowerCase()) && !ALLOWED.has(name);

const TYPES = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'ClassDeclaration'];

/** The keys of the members of a type or a class, without private ones. */
function members(statement) {
  const body = statement.body?.body ?? statement.typeAnnotation?.members ?? [];
  return body
    .filter(
      ({ key, accessibility, computed }) => key?.type === 'Identifier' && accessibility !== 'private' && !computed,
    )
    .map(({ key }) => key);
}

/** @type {import('eslint').Rule.RuleModule} */
module.exports = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      bare: '"{{name}}" does not say what it is: name a value by its noun (alertAnnotations) and a function by verb and object (renderRuleFile); where the word is a term all the same, list it in eslint-names.cjs with the reason',
    },
  },
  create: (context) => ({
    'Program:exit'({ body }) {
      const variables = context.sourceCode.scopeManager.scopes.flatMap((scope) => scope.variables);
      const definitions = variables.flatMap(({ defs }) => defs).filter(({ type }) => type !== 'ImportBinding');
      const exportedTypes = body.flatMap(({ declaration }) =>
        TYPES.includes(declaration?.type) ? members(declaration) : [],
      );
      for (const node of new Set([...definitions.map(({ name }) => name), ...exportedTypes]))
        if (isRefused(node.name)) context.report({ node, messageId: 'bare', data: { name: node.name } });
    },
  }),
};
