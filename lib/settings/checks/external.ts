/** Settings that the target `external` needs, or must not have twice. */
import { toGroup } from '../../json-values';
import type { Check, CheckedStack, Report } from '../contradiction';

/** The settings that say whether a Prometheus evaluates the rules. */
const EVALUATION = ['external.ruler', 'external.prometheus.evaluatesRules'];

const checkPrometheus: Check = ({ settings: { external } }, report) => {
  const { prometheus, ruler } = external;
  const at = (key: string) => `external.prometheus.${key}`;
  if (prometheus.dataSourceUid === undefined && prometheus.url === undefined)
    report(at('url'), 'missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place', [
      at('dataSourceUid'),
    ]);
  for (const key of ['url', 'tenant', 'basicAuth', 'bearerToken'] as const)
    if (prometheus.dataSourceUid !== undefined && prometheus[key] !== undefined)
      report(at(key), 'is not used together with dataSourceUid: that data source has its own', [
        at('url'),
        at('dataSourceUid'),
      ]);
  if (ruler !== undefined && prometheus.evaluatesRules === false)
    report(at('evaluatesRules'), 'cannot be false: external.ruler loads the rules into it', ['external.ruler']);
};

/** Two ways to authenticate at one server, or none where a user is named. */
const checkSingleAuthentication: Check = ({ settings: { external } }, report) => {
  const refuseTwo = (server: string, keys: Readonly<Record<string, unknown>>): void => {
    const [first = '', ...furtherKeys] = Object.keys(keys).filter((key) => keys[key] !== undefined);
    for (const key of furtherKeys)
      report(`external.${server}.${key}`, `cannot be set together with ${first}; remove one of them`, [
        `external.${server}.${first}`,
      ]);
  };
  const { basicAuth, bearerToken } = external.prometheus;
  refuseTwo('prometheus', { basicAuth, bearerToken });
  const { ruler } = external;
  refuseTwo('ruler', {
    basicAuth: ruler?.basicAuth,
    bearerToken: ruler?.bearerToken,
    bearerTokenVariable: ruler?.bearerTokenVariable,
  });
  if (ruler?.basicAuth === undefined) return;
  const { password, passwordVariable } = ruler.basicAuth;
  refuseTwo('ruler.basicAuth', { password, passwordVariable });
  if (password === undefined && passwordVariable === undefined)
    report(
      'external.ruler.basicAuth.password',
      'missing; needs the password of that user, or passwordVariable in its place',
    );
};

/** Settings about notifications that have no effect, because another team's Alertmanager sends them. */
const checkNotificationsOfOthers: Check = ({ settings: { alerting } }, report) => {
  const { engine, routes, teams, muteTimings, deadMansSwitch = {} } = alerting;
  if (engine !== 'alertmanager') return;
  const ofTeams = Object.entries(teams).map(([team, settings]) => [`teams.${team}.routes`, settings.routes] as const);
  for (const [key, group] of Object.entries({ routes, ...Object.fromEntries(ofTeams), muteTimings, deadMansSwitch }))
    if (Object.values(group).some((value) => value !== undefined))
      report(
        `alerting.${key}`,
        'is not used with target external and alerting.engine alertmanager: that Alertmanager has its own configuration',
        ['alerting.engine'],
      );
};

/** Settings that need recording rules. */
const recordedKeys = ({ catalogue, settings: { market, slos, thresholds } }: CheckedStack): string[] => [
  ...(Object.keys(market.sessions).length > 0 ? ['market.sessions'] : []),
  ...Object.keys(catalogue.slos)
    .filter((name) => slos[name]?.objective !== undefined)
    .map((name) => `slos.${name}.objective`),
  ...Object.entries(catalogue.alerts)
    .filter(([name, { needsRecording, slo }]) => needsRecording && slo === undefined && thresholds[name] !== undefined)
    .map(([name]) => `thresholds.${name}`),
];

export const checkExternal: Check = (stack, reportAny) => {
  const { target, external, alerting } = stack.settings;
  if (target !== 'external') return;
  const report: Report = (key, message, from = []) => reportAny(key, message, ['target', ...from]);
  if (external.grafana.url === undefined)
    report('external.grafana.url', 'missing; needs the address of the Grafana that exists');
  if (external.grafana.token === undefined)
    report(
      'external.grafana.token',
      "missing; needs a service account's token, `pulumi config set --secret --path external.grafana.token` sets it",
    );
  checkPrometheus(stack, report);
  checkSingleAuthentication(stack, report);
  const evaluatesRules = external.prometheus.evaluatesRules === true || external.ruler !== undefined;
  if (alerting.engine === 'alertmanager' && !evaluatesRules)
    report(
      'alerting.engine',
      'cannot be alertmanager: only Grafana evaluates the alerts where there is no external.ruler',
      EVALUATION,
    );
  checkNotificationsOfOthers(stack, report);
  for (const key of evaluatesRules ? [] : recordedKeys(stack))
    report(
      key,
      'is not used while Prometheus evaluates no rules: set external.ruler, or load the rendered rules into it and set external.prometheus.evaluatesRules',
      EVALUATION,
    );
  // Without a selector, every query would also read the series of others.
  const { selector } = toGroup(stack.raw.backend);
  if (Object.keys(toGroup(selector)).length === 0)
    report(
      'backend.selector',
      "missing; on a Prometheus that others use too it says which series are this platform's, such as job or environment",
    );
};
