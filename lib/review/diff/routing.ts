/** Who is notified: receivers, routes, muted times, and which alerts inhibit which. */
import { RECEIVER_KINDS } from '../../receivers';
import type { Change, Part } from './change';
import { listed, part, was } from './change';
import { changedLeaves, keysOf } from './leaves';
import type { Alertmanager, Rendered, Route } from './rendered';
import { span } from './words';

/** The lists of receivers in Alertmanager's configuration. */
const LIST = /^(.*)_configs$/;
const NAMES: ReadonlyMap<string, string> = new Map(
  RECEIVER_KINDS.flatMap(({ alertmanager, name }) => (alertmanager === undefined ? [] : [[alertmanager.list, name]])),
);

const receiverOf = ({ receivers }: Alertmanager, name: string) => receivers.find((one) => one.name === name);

/** The kinds of a receiver, in words; of a kind that only another revision has, its name in Alertmanager. */
const channels = (config: Alertmanager, receiver: string): string[] =>
  Object.keys(receiverOf(config, receiver) ?? {}).flatMap((key) => {
    const [, kind] = LIST.exec(key) ?? [];
    return kind === undefined ? [] : [NAMES.get(key) ?? kind];
  });

const matches = (severity: string) => `severity="${severity}"`;

/** The ways by which somebody is told of an alert of this severity. */
export function channelsOf({ alertmanager }: Rendered, severity: string): string[] {
  const route = alertmanager?.route.routes.find(({ matchers }) => matchers.includes(matches(severity)));
  return alertmanager === undefined || route === undefined ? [] : channels(alertmanager, route.receiver);
}

/** What a route is about, in words. */
function aboutOf(matchers: readonly string[]): string {
  const [, severity] = /^severity="(.*)"$/.exec(matchers[0] ?? '') ?? [];
  if (severity !== undefined) return `${severity} alerts`;
  const [, alert] = /^alertname="(.*)"$/.exec(matchers[0] ?? '') ?? [];
  return alert ?? (matchers.length === 0 ? 'alerts that no route takes' : `alerts with ${listed(matchers)}`);
}

const routesOf = (config: Alertmanager | undefined): Map<string, Route> =>
  new Map(config?.route.routes.map((route) => [aboutOf(route.matchers), route]) ?? []);

function receiverParts(before: Alertmanager, after: Alertmanager, old: Route, now: Route): Part[] {
  const [a, b] = [channels(before, old.receiver), channels(after, now.receiver)];
  const said = (ways: string[]) => (ways.length === 0 ? 'nobody' : listed(ways));
  if (said(a) !== said(b)) return [{ field: 'channels', text: `tell ${was(said(b), said(a))}` }];
  return changedLeaves(receiverOf(before, old.receiver), receiverOf(after, now.receiver)).flatMap(
    ({ path, before: from, after: to }) =>
      part('receiver', from?.toString(), to?.toString(), `\`${path.replace(/_configs\[.*?\]/, '')}\``),
  );
}

function routeParts(before: Alertmanager, after: Alertmanager, old: Route, now: Route): Part[] {
  const times = (names: readonly string[]) => (names.length === 0 ? undefined : listed(names));
  return [
    ...receiverParts(before, after, old, now),
    ...part('wait', span(old.group_wait), span(now.group_wait), 'are told first after'),
    ...part('interval', span(old.group_interval), span(now.group_interval), 'tell of what is new to them after'),
    ...part('repeat', span(old.repeat_interval), span(now.repeat_interval), 'are repeated after'),
    ...part('grouping', old.group_by?.join(', '), now.group_by?.join(', '), 'are told together by'),
    ...part('mute', times(old.mute_time_intervals), times(now.mute_time_intervals), 'are silent in the times'),
    ...part('active', times(old.active_time_intervals), times(now.active_time_intervals), 'are told only in the times'),
  ];
}

const change = (subject: string, kind: Change['kind'], parts: readonly Part[]): Change[] =>
  parts.length === 0 ? [] : [{ area: 'routing', kind, subject, name: subject, parts, pages: true }];

function compareRoutes(before: Alertmanager, after: Alertmanager): Change[] {
  const { gone, fresh, both } = keysOf(routesOf(before), routesOf(after));
  const tell = (config: Alertmanager, { receiver }: Route) => listed(channels(config, receiver)) || 'nobody';
  const all = ({ route }: Alertmanager): Route => route;
  return [
    ...gone.flatMap(([about, route]) =>
      change(about, 'removed', [{ field: 'removed', text: `tell nobody, was ${tell(before, route)}` }]),
    ),
    ...fresh.flatMap(([about, route]) =>
      change(about, 'added', [{ field: 'added', text: `tell ${tell(after, route)}, was nobody` }]),
    ),
    ...both.flatMap(([about, old, now]) => change(about, 'changed', routeParts(before, after, old, now))),
    ...change('all alerts', 'changed', routeParts(before, after, all(before), all(after))),
  ];
}

const named = (intervals: Alertmanager['time_intervals']) => new Map(intervals.map((one) => [one.name, one]));

function compareTimes(before: Alertmanager, after: Alertmanager): Change[] {
  const { gone, fresh, both } = keysOf(named(before.time_intervals), named(after.time_intervals));
  const subject = (name: string) => `muted time \`${name}\``;
  return [
    ...gone.flatMap(([name]) => change(subject(name), 'removed', [{ field: 'removed', text: 'is removed' }])),
    ...fresh.flatMap(([name]) => change(subject(name), 'added', [{ field: 'added', text: 'is new' }])),
    ...both.flatMap(([name, old, now]) =>
      change(
        subject(name),
        'changed',
        changedLeaves(old, now).flatMap(({ path, before: from, after: to }) =>
          part('times', from?.toString(), to?.toString(), `\`${path.replace(/^.*\]\.?/, '')}\``),
        ),
      ),
    ),
  ];
}

/** Which alerts of both sides are inhibited while which others of both sides fire. */
function compareInhibition(before: Rendered, after: Rendered): Change[] {
  const known = (name: string) => before.alerts.has(name) && after.alerts.has(name);
  return keysOf(before.alerts, after.alerts).both.flatMap(
    ([name, { inhibitedBy: old }, { inhibitedBy: now }]): Change[] => {
      if (old === undefined || now === undefined) return [];
      const fresh = now.filter((other) => !old.includes(other)).filter(known);
      const gone = old.filter((other) => !now.includes(other)).filter(known);
      const said = (verb: string, others: string[]): Part[] =>
        others.length === 0
          ? []
          : [
              {
                field: 'inhibition',
                text: `${verb} while ${listed(others)} ${others.length === 1 ? 'fires' : 'fire'}`,
              },
            ];
      const parts = [...said('is now inhibited', fresh), ...said('is no longer inhibited', gone)];
      return parts.length === 0
        ? []
        : [{ area: 'routing', kind: 'changed', subject: `**${name}**`, name, parts, pages: true }];
    },
  );
}

/** Everything about who is told. What a revision does not write is not compared. */
export function compareRouting(before: Rendered, after: Rendered): Change[] {
  const [old, now] = [before.alertmanager, after.alertmanager];
  return [
    ...(old === undefined || now === undefined ? [] : [...compareRoutes(old, now), ...compareTimes(old, now)]),
    ...compareInhibition(before, after),
  ];
}
