/** Differences in who is notified: receivers, routes, mute timings, and which alerts inhibit which. */
import { joinWords } from '../../units';
import { TEST_LABEL } from '../../alerting/notification-test';
import { RECEIVER_KINDS } from '../../receivers';
import { compareByName, comparePairs, leafParts, part, beforeAndAfter, type Change, type Part } from './change';
import type { Alertmanager, Named, Rendered, Route } from './rendered';
import { span } from './words';

/** Matches the keys of receiver lists in Alertmanager's configuration. */
const LIST = /^(.*)_configs$/;
const NAMES: ReadonlyMap<string, string> = new Map(
  RECEIVER_KINDS.flatMap(({ alertmanager, name }) => (alertmanager === undefined ? [] : [[alertmanager.list, name]])),
);

const receiverOf = ({ receivers = [] }: Alertmanager, name: string) => receivers.find((one) => one.name === name);

/** The types of a receiver, in words; a type that only another revision knows has Alertmanager's name. */
const channels = (config: Alertmanager, receiver: string): string[] =>
  Object.keys(receiverOf(config, receiver) ?? {}).flatMap((key) => {
    const [, kind] = LIST.exec(key) ?? [];
    return kind === undefined ? [] : [NAMES.get(key) ?? kind];
  });

/** The channels through which somebody is notified of alerts of this severity, and of this team if there is one. */
export function channelsOf({ alertmanager: config }: Rendered, severity: string, team = ''): string[] {
  const labels = [`severity="${severity}"`, `team="${team}"`];
  const route = config?.route.routes?.find(
    ({ matchers = [] }) => matchers.length > 0 && matchers.every((matcher) => labels.includes(matcher)),
  );
  return config === undefined || route === undefined ? [] : channels(config, route.receiver);
}

/** What a route matches, in words. */
function aboutOf({ matchers = [] }: Route): string {
  const [, team, severity] = /^team="(.*)" severity="(.*)"$/.exec(matchers.join(' ')) ?? [];
  if (team !== undefined) return `${severity} alerts of team ${team}`;
  const [, label, value] = /^(severity|alertname)="(.*)"$/.exec(matchers[0] ?? '') ?? [];
  if (value !== undefined) return label === 'severity' ? `${value} alerts` : value;
  return matchers.length === 0 ? 'alerts that no route takes' : `alerts with ${joinWords(matchers)}`;
}

const channelText = (config: Alertmanager, { receiver }: Route): string =>
  joinWords(channels(config, receiver)) || 'nobody';

function receiverParts(before: Alertmanager, after: Alertmanager, old: Route, now: Route): Part[] {
  const [from, to] = [channelText(before, old), channelText(after, now)];
  if (from !== to) return part('channels', from, to, 'notify');
  const words = (path: string) => `\`${path.replace(/_configs\[.*?\]/, '')}\``;
  return leafParts(receiverOf(before, old.receiver), receiverOf(after, now.receiver), 'receiver', words);
}

const timeNames = (list: readonly string[] = []) => (list.length === 0 ? undefined : joinWords(list));
/** Other fields of a route, and the words before their value. */
const TIMING: readonly [field: string, words: string, value: (route: Route) => string | undefined][] = [
  ['wait', 'are notified first after', ({ group_wait }) => span(group_wait)],
  ['interval', 'notify of new alerts after', ({ group_interval }) => span(group_interval)],
  ['repeat', 'are repeated after', ({ repeat_interval }) => span(repeat_interval)],
  ['grouping', 'are notified together by', ({ group_by }) => group_by?.join(', ')],
  ['mute', 'are silent in the times', ({ mute_time_intervals }) => timeNames(mute_time_intervals)],
  ['active', 'are notified only in the times', ({ active_time_intervals }) => timeNames(active_time_intervals)],
];

/** Whether it is the route of a receiver's test, which has the receiver of the alerts' route. */
const isTest = ({ matchers: [first = ''] = [] }: Route): boolean => first.startsWith(`${TEST_LABEL}=`);

function compareRoutes(before: Alertmanager, after: Alertmanager): Change[] {
  const routesOf = ({ route }: Alertmanager): Map<string, Route> =>
    new Map([
      ...(route.routes ?? []).filter((one) => !isTest(one)).map((one): [string, Route] => [aboutOf(one), one]),
      ['all alerts', { ...route, routes: [] } as Route],
    ]);
  return compareByName(routesOf(before), routesOf(after), {
    about: (_route, name) => ({ area: 'routing', subject: name, pages: true }),
    removal: (route) => ({ text: `notify ${beforeAndAfter('nobody', channelText(before, route))}` }),
    addition: (route) => ({ text: `notify ${beforeAndAfter(channelText(after, route), 'nobody')}` }),
    parts: (old, now) => [
      ...receiverParts(before, after, old, now),
      ...TIMING.flatMap(([field, words, value]) => part(field, value(old), value(now), words)),
    ],
  });
}

function compareTimes({ time_intervals: before = [] }: Alertmanager, { time_intervals: after = [] }: Alertmanager) {
  const byName = (intervals: readonly Named[]) => new Map(intervals.map((one) => [`muted time \`${one.name}\``, one]));
  return compareByName(byName(before), byName(after), {
    about: (_time, subject) => ({ area: 'routing', subject, pages: true }),
    parts: (old, now) => leafParts(old, now, 'times', (path) => `\`${path.replace(/^.*\]\.?/, '')}\``),
  });
}

/** Changes of which alerts inhibit which, for alerts that exist on both sides. */
const compareInhibition = (before: Rendered, after: Rendered): Change[] =>
  comparePairs(before.alerts, after.alerts, {
    about: (_alert, name) => ({ area: 'routing', subject: `**${name}**`, pages: true }),
    parts: ({ inhibitedBy: old }, { inhibitedBy: now }) => {
      if (old === undefined || now === undefined) return [];
      const sources = (verb: string, some: readonly string[], minus: readonly string[]): Part[] => {
        const names = some.filter((name) => !minus.includes(name) && before.alerts.has(name) && after.alerts.has(name));
        const text = `${verb} while ${joinWords(names)} ${names.length === 1 ? 'fires' : 'fire'}`;
        return names.length === 0 ? [] : [{ field: 'inhibition', text }];
      };
      return [...sources('is now inhibited', now, old), ...sources('is no longer inhibited', old, now)];
    },
  });

/** All differences in who is notified. Files that a revision does not write are not compared. */
export function compareRouting(before: Rendered, after: Rendered): Change[] {
  const [old, now] = [before.alertmanager, after.alertmanager];
  return [
    ...(old === undefined || now === undefined ? [] : [...compareRoutes(old, now), ...compareTimes(old, now)]),
    ...compareInhibition(before, after),
  ];
}
