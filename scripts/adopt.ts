/**
 * `npm run adopt -- [--rules FILE] [--dashboard FILE] [--alertmanager FILE] [--write]`: translates hand-written alerts,
 * dashboards and routes. It prints the settings that give the catalogue's alerts their thresholds, entries for alerts
 * that the catalogue lacks, and what is left out, with the reason. `--write` copies what no entry can express to
 * `rules/verbatim/` and `dashboards/verbatim/`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { dump, load, YAMLException } from 'js-yaml';
import { DASHBOARD_FILES, RULE_FILES } from '../lib/alerting/verbatim';
import { readHandwritten } from '../lib/dashboards/handwritten';
import { adoptAlerts, thresholdsFor, type Adoption } from '../lib/review/adopt/alerts';
import { adoptRoutes, type AdoptedRoutes } from '../lib/review/adopt/routes';
import { readRuleFile, type RuleFile } from '../lib/review/adopt/rule-file';
import { verbatimPart } from '../lib/review/adopt/verbatim';
import { command, UsageError } from '../lib/servers/command-line';
import { printDashboard } from './adopt/dashboard';
import { entryOf } from './adopt/entry';
import { listText } from './adopt/list-text';
import { parseJson } from './support/parse-json';
import { FOLDER, platform } from './support/stacks';

function readYaml(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return load(text);
  } catch (error) {
    // The exception quotes the lines around the mistake, which may contain a credential.
    if (error instanceof YAMLException)
      throw new UsageError(`${file} is no YAML: ${error.reason} in line ${error.mark.line + 1}`);
    throw error;
  }
}

const yaml = (value: unknown): string => dump(value, { skipInvalid: true, lineWidth: -1 }).trimEnd();

function sentenceOf(adoption: Adoption): string {
  const { name } = adoption;
  if (adoption.kind === 'left out')
    return `${name}: ${adoption.staysVerbatim ? 'stays as it is' : 'left out'}, as ${adoption.reason}.`;
  if (adoption.kind === 'entry') {
    const near = adoption.nearest === undefined ? '' : `; ${adoption.nearest.name} is on the same metric`;
    const again = name in platform.alerts ? ' The catalogue has another alert of this name: choose a new one.' : '';
    return `${name}: no alert of the catalogue measures it${near}. An entry is below.${again}`;
  }
  const { alert, override, differences } = adoption;
  const numbers = Object.keys(override).length === 0 ? 'with the same numbers' : 'with the numbers below';
  return [`${name}: ${alert} of the catalogue, ${numbers}.`, ...differences.map((each) => `It ${each}.`)].join(' ');
}

/** The result for a rule file, for a terminal. */
export function printRules({ alerts, records }: Pick<RuleFile, 'alerts' | 'records'>): string {
  const adoptions = adoptAlerts(alerts, platform);
  const thresholds = thresholdsFor(adoptions);
  const entries = adoptions.flatMap((each) => (each.kind === 'entry' ? [entryOf(each, platform).trimEnd()] : []));
  return [
    ...listText('Alerts', adoptions.length === 0 ? ['none'] : adoptions.map(sentenceOf)),
    ...listText('For the stack file', Object.keys(thresholds).length === 0 ? [] : [yaml({ thresholds })]),
    ...listText(
      'For rules/, in place of the entry that npm run new -- alert NAME writes with all that belongs to it',
      entries,
    ),
    ...listText(
      'Recording rules: each alert is read with what they record; for a dashboard record it in rules/recording.ts',
      [...records],
    ),
  ].join('\n');
}

/** The result for Alertmanager's configuration, without credentials. */
export const printRoutes = ({ alerting, secrets, leftOut }: AdoptedRoutes): string =>
  [
    ...listText('Routes, for the stack file', [yaml({ alerting })]),
    ...listText(
      'Credentials, each asked for',
      secrets.map((path) => `pulumi config set --secret --path '${path}'`),
    ),
    ...listText(
      'Left out',
      leftOut.map((sentence) => `${sentence}.`),
    ),
  ].join('\n');

const verbatimName = (file: string, ending: string): string =>
  `${
    basename(file)
      .replace(/\.\w+$/, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .slice(0, 22)
      .replace(/^-|-$/g, '') || 'by-hand'
  }.${ending}`;

/** Writes the file to its folder, or says what `--write` would do. */
function keepVerbatim(path: string, text: string, isWritten: boolean): string {
  const target = join(FOLDER, path);
  if (!isWritten) return `With --write it stays in ${path}, which every stack deploys as it is (docs/review.md).\n`;
  if (existsSync(target) && readFileSync(target, 'utf8') !== text)
    throw new UsageError(`${path} is there already, with another content: remove or rename it`);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  const isRules = path.startsWith(RULE_FILES);
  return `Written: ${path}, which every stack deploys as it is.${isRules ? ' Its alerts need alerting.engine: alertmanager.' : ''}\n`;
}

function adoptRuleFile(file: string, isWritten: boolean): string {
  const rules = readRuleFile(readYaml(file));
  if (rules === undefined) throw new UsageError(`${file} has no groups: it is no rule file of Prometheus`);
  const part = verbatimPart(rules, adoptAlerts(rules.alerts, platform));
  const verbatimText = part && keepVerbatim(`${RULE_FILES}/${verbatimName(file, 'yml')}`, `${yaml(part)}\n`, isWritten);
  return [printRules(rules), verbatimText ?? []].flat().join('\n');
}

function adoptDashboardFile(file: string, isWritten: boolean): string {
  const text = readFileSync(file, 'utf8');
  const dashboard = readHandwritten(parseJson(file, text));
  if (dashboard === undefined)
    throw new UsageError(`${file} is no dashboard of Grafana: it has no panels, rows or elements`);
  const printed = printDashboard(dashboard);
  if (!printed.staysVerbatim) return printed.text;
  const verbatimText =
    dashboard.schema === 'v2'
      ? 'A dashboard of the schema v2 is not deployed as it is; in Grafana: Export, Model: Classic.\n'
      : keepVerbatim(`${DASHBOARD_FILES}/${verbatimName(file, 'json')}`, text, isWritten);
  return `${printed.text}\n${verbatimText}`;
}

function adoptConfig(file: string): string {
  const routes = adoptRoutes(readYaml(file));
  if (routes === undefined)
    throw new UsageError(`${file} has no route and receivers: it is no configuration of Alertmanager`);
  return printRoutes(routes);
}

if (require.main === module)
  void command(
    {
      usage: 'npm run adopt -- [--rules FILE] [--dashboard FILE] [--alertmanager FILE] [--write]',
      options: { rules: 'string', dashboard: 'string', alertmanager: 'string', write: 'boolean' },
    },
    ({ rules, dashboard, alertmanager, write = false }) => {
      // All files are read before anything is printed.
      const texts = [
        ...(rules === undefined ? [] : [adoptRuleFile(rules, write)]),
        ...(dashboard === undefined ? [] : [adoptDashboardFile(dashboard, write)]),
        ...(alertmanager === undefined ? [] : [adoptConfig(alertmanager)]),
      ];
      if (texts.length === 0) throw new UsageError('It needs --rules, --dashboard or --alertmanager, each with a file');
      for (const text of texts) console.log(text);
    },
  );
