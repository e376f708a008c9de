/** Compares two states of one stack. */
import { humanize } from '../../units';
import { compareAlerts, renamedAlerts } from './alerts';
import { compareByName, comparePairs, leafParts, pairByName, part, type Change } from './change';
import { compareDashboards } from './dashboards';
import { expressionPart } from './expressions';
import { changedLeaves } from './leaves';
import { aboutOf, readRendered, type Files, type Rendered, type Slo } from './rendered';
import { compareRouting } from './routing';
import { compareVerbatim } from './verbatim';
import { quote, span } from './words';

function compareSlos({ slos: before }: Rendered, { slos: after }: Rendered): Change[] {
  if (before === undefined || after === undefined) return [];
  const promise = ({ objective, window }: Slo) => `${humanize(objective, 'ratio')} over ${span(window)}`;
  return compareByName(before, after, {
    about: ({ title, panels, alerts }) => ({
      area: 'slo',
      subject: `SLO ${quote(title)}`,
      panels,
      alerts,
      pages: true,
    }),
    removal: (slo) => ({ text: `is removed (it was ${promise(slo)})` }),
    addition: (slo) => ({ text: `is new: ${promise(slo)}` }),
    parts: (old, now) => [
      ...part('objective', humanize(old.objective, 'ratio'), humanize(now.objective, 'ratio'), 'objective'),
      ...part('window', span(old.window), span(now.window), 'window'),
      ...part('title', old.title, now.title, 'title'),
    ],
  });
}

const compareMaintenance = (before: Rendered, after: Rendered): Change[] =>
  compareByName(before.maintenance, after.maintenance, {
    about: (_one, name) => ({ area: 'maintenance', subject: `planned maintenance **${name}**`, pages: true }),
    removal: ({ when }) => ({ text: `is removed (it was ${when})` }),
    addition: ({ when, covers, who }) => ({ text: `is new: ${when} nobody is notified of ${covers}; ${who}` }),
    parts: (old, now) => [
      ...part('when', old.when, now.when, 'is'),
      ...part('covers', old.covers, now.covers, 'covers'),
      ...part('who', old.who, now.who, 'is for'),
    ],
  });

const compareRecorded = (before: Rendered, after: Rendered): Change[] =>
  compareByName(before.recorded, after.recorded, {
    about: (rule, name) => ({
      area: 'recording',
      subject: `recorded series \`${name}\``,
      about: aboutOf(rule),
    }),
    removal: ({ expr }) => ({ text: 'is removed', code: { before: expr, after: '' } }),
    addition: ({ expr }) => ({ text: 'is new', code: { before: '', after: expr } }),
    parts: (old, now) => [...expressionPart(old.expr, now.expr), ...leafParts(old.labels, now.labels, 'label')],
  });

const compareIntervals = (before: Rendered, after: Rendered): Change[] =>
  comparePairs(before.intervals, after.intervals, {
    about: (_interval, name) => ({ area: 'recording', subject: `rule group \`${name}\`` }),
    parts: (old, now) => part('interval', old || undefined, now || undefined, 'is evaluated every'),
  });

function compareTemplate({ template: before }: Rendered, { template: after }: Rendered): Change[] {
  if (before === undefined || after === undefined || before === after) return [];
  const parts = [{ field: 'template', text: 'is another one', code: { before, after } }];
  return [{ area: 'message', kind: 'changed', subject: 'the text of notifications', name: 'notifications', parts }];
}

/** The rules in a server's own file; they are reported as rules already. */
const REPEATED =
  /^(additionalPrometheusRulesMap|defaultRules\.disabled)|^rule_files|write_relabel_configs|RelabelConfigs/i;

const compareServers = (before: Rendered, after: Rendered): Change[] =>
  pairByName(before.servers, after.servers).pairs.flatMap(([file, old, now]) =>
    changedLeaves(old, now)
      .filter(({ path }) => !REPEATED.test(path))
      .map(({ path, before: from, after: to }): Change => ({
        area: 'server',
        kind: 'changed',
        subject: `\`${path}\` of \`${file}\``,
        name: path,
        parts: part('value', from, to),
      })),
  );

/** `files` with the new names of alerts, so that texts derived from a name do not differ. */
function renameAlerts(files: Files, names: readonly (readonly [string, string])[]): Files {
  const to = new Map(names.flatMap(([old, now]) => [[old, now] as const, [old.toLowerCase(), now.toLowerCase()]]));
  const pattern = new RegExp(`\\b(${[...to.keys()].join('|')})\\b`, 'g');
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replace(pattern, (name) => to.get(name) ?? name)]),
  );
}

/** The changes after alerts were renamed, with a first part for each new name. */
function withRenames(changes: readonly Change[], names: readonly (readonly [string, string])[]): Change[] {
  const renamed = names.map(([from, to]): Change => {
    const text = `is the new name of ${from}; silences and links that name ${from} match no more`;
    const also = changes.find(({ area, name }) => area === 'alert' && name === to)?.parts ?? [];
    const parts = [{ field: 'renamed', text }, ...also];
    return { area: 'alert', kind: 'renamed', subject: `**${to}**`, name: to, parts, pages: true };
  });
  return [...renamed, ...changes.filter(({ area, name }) => area !== 'alert' || !names.some(([, to]) => to === name))];
}

const COMPARISONS = [
  compareAlerts,
  compareSlos,
  compareMaintenance,
  compareRouting,
  compareRecorded,
  compareVerbatim,
  compareIntervals,
  compareServers,
  compareDashboards,
  compareTemplate,
];

const haveSameFiles = (before: Files, after: Files): boolean =>
  before === after ||
  (Object.keys(before).length === Object.keys(after).length &&
    Object.entries(before).every(([path, text]) => after[path] === text));

/** All changes from one set of rendered files to another. */
export function compare(before: Files, after: Files): Change[] {
  if (haveSameFiles(before, after)) return [];
  const [old, now] = [readRendered(before), readRendered(after)];
  const names = renamedAlerts(old, now);
  return names.length > 0
    ? withRenames(compare(renameAlerts(before, names), after), names)
    : COMPARISONS.flatMap((comparison) => comparison(old, now));
}
