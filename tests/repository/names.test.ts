/** `make lint` refuses vague names of definitions; these tests check names that the tree does not have. */
import { Linter, type Rule } from 'eslint';
import { parser } from 'typescript-eslint';

const bareNames = jest.requireActual<Rule.RuleModule>('../../eslint-names.cjs');

function refusedNames(code: string): string[] {
  const plugins = { local: { rules: { 'bare-names': bareNames } } };
  const messages = new Linter().verify(code, {
    languageOptions: { parser },
    plugins,
    rules: { 'local/bare-names': 'error' },
  });
  return messages.map(({ message }) => message.split(' ')[0] ?? '');
}

test.each([
  ['a function', 'export function told() {}'],
  ['a constant', 'const told = 1;'],
  ['a constant in capitals', 'export const TOLD = 1;'],
  ['a destructured constant', 'const { a: told } = { a: 1 };'],
  ['a local variable', 'export function tellOncall() { const told = 1; return told; }'],
  ['a parameter', 'export const tellOncall = (told: string) => told;'],
  ['a rest element', 'export const tellOncall = ([first, ...told]: string[]) => first + told;'],
  ['a type', 'type Told = string;'],
  ['an interface', 'interface Told {}'],
  ['a class', 'class Told {}'],
  ['a member of an exported interface', 'export interface Notice { readonly told: string }'],
  ['a member of an exported object type', 'export type Notice = { readonly told: string };'],
  ['a method of an exported class', 'export class Notice { told() {} }'],
])('%s named by a bare participle is refused by its name', (_what, code) => {
  expect(refusedNames(code).map((name) => name.toLowerCase())).toEqual(['"told"']);
});

test.each([
  ['a noun', 'export const alertAnnotations = {};'],
  ['a verb and its object', 'export function tellOncall() {}'],
  ['a word that is part of a name', 'export const knownHosts = [];'],
  ['a private member', 'export class Notice { private told = 1; }'],
  ['a term of the list of allowed ones', 'export const OTHERS = 1;'],
])('%s passes', (_what, code) => {
  expect(refusedNames(code)).toEqual([]);
});
