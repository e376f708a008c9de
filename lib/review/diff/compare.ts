/** Two states of one stack held against each other. */
import { compareAlerts, renamedAlerts } from './alerts';
import type { Change } from './change';
import { part } from './change';
import { compareDashboards } from './dashboards';
import { expressionPart } from './expressions';
import { changedLeaves, keysOf } from './leaves';
import { aboutOf, readRendered, type Files, type Rendered, type Rule, type Slo } from './rendered';
import { compareRouting } from './routing';
import { limit, quoted, span } from './words';

const sloSubject = ({ title }: Slo) => `SLO ${quoted(title)}`;

function compareSlos(before: Rendered, after: Rendered): Change[] {
  if (before.slos === undefined || after.slos === undefined) return [];
  const { gone, fresh, both } = keysOf(before.slos, after.slos);
  const change = (kind: Change['kind'], slo: Slo, parts: Change['parts']): Change[] =>
    parts.length === 0
      ? []
      : [
          {
            area: 'slo',
            kind,
            subject: sloSubject(slo),
            name: slo.name,
            parts,
            panels: slo.panels,
            alerts: slo.alerts,
            pages: true,
          },
        ];
  const promise = ({ objective, window }: Slo) => `${limit(objective, 'ratio')} over ${span(window)}`;
  return [
    ...gone.flatMap(([, slo]) =>
      change('removed', slo, [{ field: 'removed', text: `is removed (it was ${promise(slo)})` }]),
    ),
    ...fresh.flatMap(([, slo]) => change('added', slo, [{ field: 'added', text: `is new: ${promise(slo)}` }])),
    ...both.flatMap(([, old, now]) =>
      change('changed', now, [
        ...part('objective', limit(old.objective, 'ratio'), limit(now.objective, 'ratio'), 'objective'),
        ...part('window', span(old.window), span(now.window), 'window'),
        ...part('title', old.title, now.title, 'title'),
      ]),
    ),
  ];
}

function compareRecorded(before: Rendered, after: Rendered): Change[] {
  const { gone, fresh, both } = keysOf(before.recorded, after.recorded);
  const change = (kind: Change['kind'], name: string, rule: Rule, parts: Change['parts']): Change[] =>
    parts.length === 0
      ? []
      : [{ area: 'recording', kind, subject: `recorded series \`${name}\``, name, parts, about: aboutOf(rule) }];
  return [
    ...gone.flatMap(([name, rule]) =>
      change('removed', name, rule, [{ field: 'removed', text: 'is removed', code: { before: rule.expr, after: '' } }]),
    ),
    ...fresh.flatMap(([name, rule]) =>
      change('added', name, rule, [{ field: 'added', text: 'is new', code: { before: '', after: rule.expr } }]),
    ),
    ...both.flatMap(([name, old, now]) =>
      change('changed', name, now, [
        ...expressionPart(old.expr, now.expr),
        ...changedLeaves(old.labels, now.labels).flatMap(({ path, before: a, after: b }) =>
          part('label', a?.toString(), b?.toString(), `\`${path}\``),
        ),
      ]),
    ),
  ];
}

function compareIntervals(before: Rendered, after: Rendered): Change[] {
  return keysOf(before.intervals, after.intervals).both.flatMap(([group, old, now]): Change[] => {
    const parts = part('interval', old || undefined, now || undefined, 'is evaluated every');
    return parts.length === 0
      ? []
      : [{ area: 'recording', kind: 'changed', subject: `rule group \`${group}\``, name: group, parts }];
  });
}

function compareTemplate({ template: before }: Rendered, { template: after }: Rendered): Change[] {
  if (before === undefined || after === undefined || before === after) return [];
  return [
    {
      area: 'message',
      kind: 'changed',
      subject: 'the text of notifications',
      name: 'notifications',
      parts: [{ field: 'template', text: 'is another one', code: { before, after } }],
    },
  ];
}

/** The rules that are in a server's own file, said already as rules. */
const REPEATED =
  /^(additionalPrometheusRulesMap|defaultRules\.disabled)|^rule_files|write_relabel_configs|RelabelConfigs/i;

function compareServers(before: Rendered, after: Rendered): Change[] {
  return keysOf(before.servers, after.servers).both.flatMap(([file, old, now]) =>
    changedLeaves(old, now)
      .filter(({ path }) => !REPEATED.test(path))
      .map(({ path, before: a, after: b }): Change => ({
        area: 'server',
        kind: 'changed',
        subject: `\`${path}\` of \`${file}\``,
        name: path,
        parts: part('value', a?.toString(), b?.toString()),
      })),
  );
}

/** `files` with every name given its new one, so that what follows from a name is no difference. */
function renaming(files: Files, names: readonly (readonly [string, string])[]): Files {
  const to = new Map(
    names.flatMap(([old, now]) => [
      [old, now],
      [old.toLowerCase(), now.toLowerCase()],
    ]),
  );
  const pattern = new RegExp(`\\b(${[...to.keys()].join('|')})\\b`, 'g');
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [path, text.replace(pattern, (name) => to.get(name) ?? name)]),
  );
}

/** Every change from one set of rendered files to another. */
export function compare(before: Files, after: Files): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  const [old, now] = [readRendered(before), readRendered(after)];
  const names = renamedAlerts(old, now);
  if (names.length > 0) {
    const renamed = names.map(([from, to]): Change => ({
      area: 'alert',
      kind: 'renamed',
      subject: `**${to}**`,
      name: to,
      parts: [
        { field: 'renamed', text: `is the new name of ${from}; silences and links that name ${from} match no more` },
      ],
      pages: true,
    }));
    const rest = compare(renaming(before, names), after);
    const also = (name: string) =>
      rest.find(({ area, name: other }) => area === 'alert' && name === other)?.parts ?? [];
    return [
      ...renamed.map((one) => ({ ...one, parts: [...one.parts, ...also(one.name)] })),
      ...rest.filter(({ area, name }) => area !== 'alert' || !names.some(([, to]) => to === name)),
    ];
  }
  return [
    ...compareAlerts(old, now),
    ...compareSlos(old, now),
    ...compareRouting(old, now),
    ...compareRecorded(old, now),
    ...compareIntervals(old, now),
    ...compareServers(old, now),
    ...compareDashboards(old, now),
    ...compareTemplate(old, now),
  ];
}
