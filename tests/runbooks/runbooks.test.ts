/** Every alert leads to its section, and every section belongs to an alert. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleContext, toSettings } from '../../config/settings';
import { alertNames, resolveAll } from '../../rules/catalogue';
import { EXPORTERS } from '../support/exporters';
import { documents } from '../../scripts/docs';

const FOLDER = join(__dirname, '../../runbooks');
const texts = Object.fromEntries(readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]));
const headings = (text: string, level: number): string[] =>
  [...text.matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, title]) => title ?? '');
/** The anchor that GitHub gives a heading. */
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');

const sections = Object.entries(texts)
  .filter(([file]) => file !== 'README.md')
  .flatMap(([file, text]) => headings(text, 2).map((title) => ({ file, title })));

test('there is one section for each alert and one alert for each section', () => {
  expect(sections.map(({ title }) => title).sort()).toEqual([...alertNames].sort());
});

test.each(
  resolveAll(ruleContext(toSettings('dev', EXPORTERS))).map(({ name, annotations }) => [name, annotations.runbook_url]),
)('the link of %s opens its section', (name, url) => {
  const { pathname, hash } = new URL(url);
  const file = pathname.split('/').pop() ?? '';
  const target = sections.find((section) => section.file === file && `#${anchor(section.title)}` === hash);
  expect(target?.title).toBe(name);
});

test.each(sections)('$title says symptoms, investigation, remediation and escalation', ({ file, title }) => {
  const [, body = ''] = (texts[file] ?? '').split(new RegExp(`^## ${title}$`, 'm'));
  const section = body.split(/^## /m)[0] ?? '';
  expect(headings(section, 3)).toEqual(['Symptoms', 'Investigation', 'Remediation', 'Escalation']);
  expect(section).toMatch(/```(sh|bash|promql)/);
});

test('links between runbooks open something', () => {
  const broken = Object.entries(texts).flatMap(([file, text]) =>
    [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^[a-z]+:/.test(link) && !link.startsWith('../'))
      .filter((link) => {
        const [path = '', hash] = link.split('#');
        const target = texts[path === '' ? file : path];
        return (
          target === undefined ||
          (hash !== undefined &&
            ![1, 2, 3]
              .flatMap((n) => headings(target, n))
              .map(anchor)
              .includes(hash))
        );
      })
      .map((link) => `${file}: ${link}`),
  );
  expect(broken).toEqual([]);
});

test('the tables of the runbooks have the numbers of the catalogue (npm run docs)', () => {
  for (const [path, text] of Object.entries(documents()))
    expect(readFileSync(join(__dirname, '../..', path), 'utf8')).toBe(text);
});
