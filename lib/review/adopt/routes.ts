/** Translates a configuration of Alertmanager to `alerting.routes`, as far as it routes by severity. */
import { SEVERITIES, type Severity } from '../../alerting/severity';
import { isGroup, toGroup, toGroups, toText, type Json } from '../../json-values';
import { RECEIVER_KINDS } from '../../receivers';

export type AdoptedRoutes = NonNullable<ReturnType<typeof adoptRoutes>>;

type Matcher = readonly [label: string, op: string, value: string];
/** The matchers of a route, whichever of its four spellings it uses, each as label, operator and value. */
function matchersOf({ match, match_re: matchRe, matchers }: Json): Matcher[] {
  const fromGroup = (group: unknown, op: string) =>
    Object.entries(toGroup(group)).map(([label, value]): [string, string, string] => [label, op, String(value)]);
  const texts = (Array.isArray(matchers) ? matchers : [matchers ?? '']).flatMap((text) =>
    String(text)
      .replace(/^\{|\}$/g, '')
      .split(/,(?=\s*"?\w+"?\s*[=!])/),
  );
  const parsed = texts.flatMap((text): Matcher[] => {
    const [, label = '', op = '', value = ''] = /^\s*"?(\w+)"?\s*(=~|!~|!=|=)\s*"?(.*?)"?\s*$/.exec(text) ?? [];
    return text === '' ? [] : [label === '' ? [text.trim(), '=', ''] : [label, op, value]];
  });
  return [...fromGroup(match, '='), ...fromGroup(matchRe, '=~'), ...parsed];
}

/** Alertmanager's pattern as a RegExp; undefined if it uses syntax that only Go reads, such as `(?i)critical`. */
function patternOf(value: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${value})$`);
  } catch {
    return undefined;
  }
}

function isMatch([, op, value]: Matcher, severity: string): boolean {
  const holds = op.endsWith('~') ? patternOf(value)?.test(severity) === true : value === severity;
  return op.startsWith('!') ? !holds : holds;
}

const isBySeverity = (route: Json): boolean =>
  matchersOf(route).every(
    ([label, op, value]) => label === 'severity' && (!op.endsWith('~') || patternOf(value) !== undefined),
  );

/** The receivers of an alert with this severity and none of the other labels that routes match. */
function receiversOf(route: Json, severity: Severity, inherited = ''): string[] {
  const receiver = toText(route.receiver) || inherited;
  const found: string[] = [];
  for (const child of toGroups(route.routes).filter(isBySeverity)) {
    if (!matchersOf(child).every((matcher) => isMatch(matcher, severity))) continue;
    found.push(...receiversOf(child, severity, receiver));
    if (child.continue !== true) return found;
  }
  return found.length === 0 ? [receiver] : found;
}

/** The routes below `route` that match more than the severity. */
const otherRoutes = (route: Json): Json[] =>
  toGroups(route.routes).flatMap((child) => (isBySeverity(child) ? otherRoutes(child) : [child]));

function whyNoRoute(route: Json): string {
  const matchers = matchersOf(route);
  const text = matchers.map(([label, op, value]) => `${label}${op}"${value}"`).join(', ');
  const [team] = matchers.flatMap(([label, op, value]) => (label === 'team' && op === '=' ? [value] : []));
  if (team !== undefined) return `the route ${text}: a team has routes of its own, alerting.teams.${team}.routes`;
  if (matchers.some(([label, , value]) => label === 'alertname' && /watchdog|dead.?man|heartbeat/i.test(value)))
    return `the route ${text}: its monitor is alerting.deadMansSwitch, pulumi config set --secret --path alerting.deadMansSwitch.url`;
  return `the route ${text}: a stack routes by severity and team alone`;
}

/** Parts of a configuration that a stack does not set, or sets under other names. */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  inhibit_rules: 'the catalogue says which alert inhibits which (rules/inhibition.ts)',
  templates: "each kind of receiver has the catalogue's message (docs/notifications.md)",
  time_intervals: 'write them as alerting.muteTimings, which silence warnings',
  mute_time_intervals: 'write them as alerting.muteTimings, which silence warnings',
};

/** Each entry of a list such as `slack_configs`, for the alerts of each severity. */
const entriesOf = (route: Json, receivers: readonly Json[]) =>
  SEVERITIES.flatMap((severity) =>
    [...new Set(receiversOf(route, severity))].flatMap((receiver) =>
      Object.entries(receivers.find(({ name }) => toText(name) === receiver) ?? {}).flatMap(([list, configs]) =>
        toGroups(configs).map((config) => ({ severity, receiver, list, config })),
      ),
    ),
  );

/**
 * The routes by severity with their receivers, and what is left out; undefined if it is no configuration. A receiver
 * with credentials alone is in no route: the command that sets a credential creates it.
 */
export function adoptRoutes(content: unknown) {
  if (!isGroup(content) || !isGroup(content.route) || !Array.isArray(content.receivers)) return undefined;
  const global = toGroup(content.global);
  const routes: Partial<Record<Severity, Record<string, Json>>> = {};
  const places = new Set<string>();
  const secrets: string[] = [];
  const leftOut = new Set<string>();
  for (const { severity, receiver, list, config } of entriesOf(content.route, toGroups(content.receivers))) {
    const kind = RECEIVER_KINDS.find(({ alertmanager }) => alertmanager?.list === list);
    const key = kind?.key ?? list;
    const settings = kind?.alertmanager?.adopt(config, global) ?? 'no receiver of a stack is of this kind';
    const place = `alerting.routes.${severity}.${key}`;
    if (typeof settings === 'string') leftOut.add(`${list} of the receiver ${receiver}: ${settings}`);
    else if (places.has(place))
      leftOut.add(`${list} of the receiver ${receiver}: a severity has one ${key}, as ${severity} has already`);
    else {
      const { open = {}, secrets: credentials = [] } = settings;
      places.add(place);
      if (Object.keys(open).length > 0) (routes[severity] ??= {})[key] = open;
      secrets.push(...credentials.map((secret) => `${place}.${secret}`));
    }
  }
  const hasMail = [...places].some((place) => place.endsWith('.email'));
  if (hasMail && global.smtp_auth_password !== undefined) secrets.push('alerting.smtp.password');
  const { smtp_smarthost: host, smtp_from: from, smtp_auth_username: user } = global;
  /** Of a stack file, without any credential. */
  const alerting: Json = {
    engine: 'alertmanager',
    ...(Object.keys(routes).length > 0 && { routes }),
    ...(hasMail && { smtp: { host, from, ...(user !== undefined && { user }) } }),
  };
  return {
    alerting,
    /** The paths of the credentials, which the user has to set with `pulumi config set --secret`. */
    secrets,
    /** The parts that a stack file cannot express, one sentence each. */
    leftOut: [
      ...leftOut,
      ...otherRoutes(content.route).map(whyNoRoute),
      ...Object.entries(REPLACEMENTS).flatMap(([key, why]) => (key in content ? [`${key}: ${why}`] : [])),
    ],
  };
}
