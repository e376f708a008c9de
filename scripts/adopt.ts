/**
 * `npm run adopt -- --rules FILE [--alertmanager FILE]`: what becomes of alerts and routes written by hand. Prints the settings
 * that give the catalogue's alerts their numbers, entries for the alerts that the catalogue lacks, and what is left out, with
 * the reason.
 */
import { readFileSync } from 'node:fs';
import { dump, load, YAMLException } from 'js-yaml';
import { adoptAlerts, thresholdsFor, type Adoption } from '../lib/review/adopt/alerts';
import { adoptRoutes, type AdoptedRoutes } from '../lib/review/adopt/routes';
import { readRuleFile, type RuleFile } from '../lib/review/adopt/rule-file';
import { command, required, UsageError } from '../lib/servers/command-line';
import { entryOf } from './adopt/entry';
import { platform } from './support/stacks';

function readYaml(file: string): unknown {
  const text = readFileSync(file, 'utf8');
  try {
    return load(text);
  } catch (error) {
    // The exception quotes the lines around the mistake, which may hold a credential.
    if (error instanceof YAMLException)
      throw new UsageError(`${file} is no YAML: ${error.reason} in line ${error.mark.line + 1}`);
    throw error;
  }
}

const yaml = (value: unknown): string => dump(value, { skipInvalid: true, lineWidth: -1 }).trimEnd();
const list = (title: string, lines: readonly string[]): string[] =>
  lines.length === 0 ? [] : [`# ${title}`, ...lines, ''];

function sentenceOf(adoption: Adoption): string {
  const { name } = adoption;
  if (adoption.kind === 'left out') return `${name}: left out, as ${adoption.reason}.`;
  if (adoption.kind === 'entry') {
    const near = adoption.nearest === undefined ? '' : `; ${adoption.nearest.name} is on the same metric`;
    const again = name in platform.alerts ? ' The catalogue has another alert of this name: choose a new one.' : '';
    return `${name}: no alert of the catalogue measures it${near}. An entry is below.${again}`;
  }
  const { alert, override, differences } = adoption;
  const numbers = Object.keys(override).length === 0 ? 'with the same numbers' : 'with the numbers below';
  return [`${name}: ${alert} of the catalogue, ${numbers}.`, ...differences.map((each) => `It ${each}.`)].join(' ');
}

/** What becomes of a rule file, for a terminal. */
export function printRules({ alerts, records }: RuleFile): string {
  const adoptions = adoptAlerts(alerts, platform);
  const thresholds = thresholdsFor(adoptions);
  const entries = adoptions.flatMap((each) => (each.kind === 'entry' ? [entryOf(each, platform).trimEnd()] : []));
  return [
    ...list('Alerts', adoptions.length === 0 ? ['none'] : adoptions.map(sentenceOf)),
    ...list('For the stack file', Object.keys(thresholds).length === 0 ? [] : [yaml({ thresholds })]),
    ...list(
      'For rules/, in place of the entry that npm run new -- alert NAME writes with all that belongs to it',
      entries,
    ),
    ...list(
      'Recording rules: each alert is read with what they record; for a dashboard record it in rules/recording.ts',
      [...records],
    ),
  ].join('\n');
}

/** What becomes of Alertmanager's configuration, without a credential in it. */
export const printRoutes = ({ alerting, secrets, leftOut }: AdoptedRoutes): string =>
  [
    ...list('Routes, for the stack file', [yaml({ alerting })]),
    ...list(
      'Credentials, each asked for',
      secrets.map((path) => `pulumi config set --secret --path '${path}'`),
    ),
    ...list(
      'Left out',
      leftOut.map((sentence) => `${sentence}.`),
    ),
  ].join('\n');

if (require.main === module)
  void command(
    {
      usage: 'npm run adopt -- --rules FILE [--alertmanager FILE]',
      options: { rules: 'string', alertmanager: 'string' },
    },
    (options) => {
      const file = required(options, 'rules');
      const rules = readRuleFile(readYaml(file));
      if (rules === undefined) throw new UsageError(`${file} has no groups: it is no rule file of Prometheus`);
      const config = options.alertmanager === undefined ? undefined : required(options, 'alertmanager');
      const routes = config === undefined ? undefined : adoptRoutes(readYaml(config));
      if (config !== undefined && routes === undefined)
        throw new UsageError(`${config} has no route and receivers: it is no configuration of Alertmanager`);
      console.log(printRules(rules));
      if (routes !== undefined) console.log(printRoutes(routes));
    },
  );
