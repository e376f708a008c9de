/**
 * A definition is named by a term of the field, not by a bare participle, adverb or filler word: a reader must guess from
 * its name what it is, and a search must find it. Functions, types and constants of a module, and the members of its
 * exported types and classes.
 */
const WORDS = new Set(
  (
    'told given asked kept own held seen known plain same shown said lately meant wanted taken made done others rest ' +
    'whole stuff thing things gone tried lasting lasts lasted otherwise somehow somewhat elsewhere anyway'
  ).split(' '),
);

/** Names that are a term all the same, each with what it names. */
const ALLOWED = new Map([['OTHERS', 'the series "others" of a graph, which adds up those that it does not show']]);

const isRefused = (name) => WORDS.has(name.toLowerCase()) && !ALLOWED.has(name);

const TYPES = ['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSEnumDeclaration', 'ClassDeclaration'];

/** The identifiers that a pattern binds. */
function bound(pattern) {
  if (pattern?.type === 'Identifier') return [pattern];
  if (pattern?.type === 'ObjectPattern')
    return pattern.properties.flatMap((property) => bound(property.value ?? property.argument));
  if (pattern?.type === 'ArrayPattern') return pattern.elements.flatMap((element) => bound(element));
  return pattern?.type === 'AssignmentPattern' ? bound(pattern.left) : [];
}

/** The identifiers that name what a statement of a module defines. */
function defined(statement) {
  if (statement.type === 'VariableDeclaration') return statement.declarations.flatMap(({ id }) => bound(id));
  const isNamed =
    statement.type.endsWith('FunctionDeclaration') ||
    statement.type === 'TSDeclareFunction' ||
    TYPES.includes(statement.type);
  return isNamed && statement.id ? [statement.id] : [];
}

/** The keys of the members of a type or a class, private ones left out. */
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
    Program({ body }) {
      for (const statement of body) {
        const definition = statement.declaration ?? statement;
        const isExported = definition !== statement;
        const names = [
          ...defined(definition),
          ...(isExported && TYPES.includes(definition.type) ? members(definition) : []),
        ];
        for (const node of names.filter((each) => isRefused(each.name)))
          context.report({ node, messageId: 'bare', data: { name: node.name } });
      }
    },
  }),
};
