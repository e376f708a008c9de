/** Every alert links to its section, and every section belongs to an alert. */
import { trading } from '../../platform';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleContext, toSettings } from '../../lib/settings/settings';
import { resolveAll } from '../../lib/alerting/resolve';
import { EXPORTERS } from '../support/exporters';
import { anchor } from '../support/markdown';

const FOLDER = join(__dirname, '../../runbooks');
const texts = Object.fromEntries(readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), 'utf8')]));
const headings = (text: string, level: number): string[] =>
  [...text.matchAll(new RegExp(`^#{${level}} (.+)$`, 'gm'))].map(([, title]) => title ?? '');
const sections = Object.entries(texts)
  .filter(([file]) => file !== 'README.md')
  .flatMap(([file, text]) => headings(text, 2).map((title) => ({ file, title })));

test.each(
  resolveAll(ruleContext(toSettings(trading, 'dev', EXPORTERS))).map(({ name, annotations }) => [
    name,
    annotations.runbook_url,
  ]),
)('the link of %s opens its section', (name, url) => {
  const { pathname, hash } = new URL(url);
  const file = pathname.split('/').pop() ?? '';
  const target = sections.find((section) => section.file === file && `#${anchor(section.title)}` === hash);
  expect(target === undefined ? `runbooks/${file}: no section "## ${name}"` : target.title).toBe(name);
});

test.each(sections)('$title has symptoms, investigation, remediation and escalation', ({ file, title }) => {
  const [, body = ''] = (texts[file] ?? '').split(new RegExp(`^## ${title}$`, 'm'));
  const section = body.split(/^## /m)[0] ?? '';
  expect(headings(section, 3)).toEqual(['Symptoms', 'Investigation', 'Remediation', 'Escalation']);
  expect(section).toMatch(/```(sh|bash|promql)/);
});
