/** Settings that the target `external` needs, or must not have twice. */
import type { Catalogue } from '../../alerting/catalogue';
import { contradictIf, type Contradiction } from '../contradiction';
import type { Parsed } from '../schema';

const problem = (wrong: boolean, key: string, message: string, ...furtherKeys: string[]): Contradiction[] =>
  contradictIf(wrong, key, message, ['target', ...furtherKeys], false);

function checkPrometheus({ external: { prometheus, ruler } }: Parsed): Contradiction[] {
  const at = (key: string) => `external.prometheus.${key}`;
  const both = [at('url'), at('dataSourceUid')];
  const { dataSourceUid, url } = prometheus;
  return [
    ...problem(
      dataSourceUid === undefined && url === undefined,
      at('url'),
      'missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place',
      ...both,
    ),
    ...(['url', 'tenant', 'basicAuth', 'bearerToken'] as const).flatMap((key) =>
      problem(
        dataSourceUid !== undefined && prometheus[key] !== undefined,
        at(key),
        'is not used together with dataSourceUid: that data source has its own',
        ...both,
      ),
    ),
    ...problem(
      ruler !== undefined && prometheus.evaluatesRules === false,
      at('evaluatesRules'),
      'cannot be false: external.ruler loads the rules into it',
      'external.ruler',
    ),
  ];
}

/** An Alertmanager receives no alerts if no Prometheus evaluates the rules. */
const checkAlertsAreEvaluated = ({ alerting, external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  problem(
    alerting.engine !== 'grafana' && prometheus.evaluatesRules !== true && ruler === undefined,
    'alerting.engine',
    'cannot be alertmanager: only Grafana evaluates the alerts where there is no external.ruler',
    'external.ruler',
    'external.prometheus.evaluatesRules',
  );

/** The routes of each team, by their key in `alerting`. */
const teamRoutes = (teams: Parsed['alerting']['teams']) =>
  Object.fromEntries(Object.entries(teams).map(([team, { routes }]) => [`teams.${team}.routes`, routes]));

/** Settings about notifications that have no effect, because another team's Alertmanager sends them. */
const checkNotificationsOfOthers = ({
  alerting: { engine, routes, teams, muteTimings, deadMansSwitch },
}: Parsed): Contradiction[] =>
  Object.entries({ routes, ...teamRoutes(teams), muteTimings, deadMansSwitch: deadMansSwitch ?? {} }).flatMap(
    ([key, group]) =>
      problem(
        engine === 'alertmanager' && Object.values(group).some((value) => value !== undefined),
        `alerting.${key}`,
        'is not used with target external and alerting.engine alertmanager: that Alertmanager has its own configuration',
        'alerting.engine',
      ),
  );

/** Two ways to authenticate at one server. */
const checkSingleAuthentication = ({ external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  Object.entries({ prometheus, ruler }).flatMap(([server, opens]) =>
    problem(
      opens?.basicAuth !== undefined && opens.bearerToken !== undefined,
      `external.${server}.bearerToken`,
      'cannot be set together with basicAuth; remove one of them',
      `external.${server}.basicAuth`,
    ),
  );

/** Settings that need recording rules, while no Prometheus evaluates them. */
function checkRecordedSeries(
  catalogue: Catalogue,
  { external: { prometheus, ruler }, market, slos, thresholds }: Parsed,
): Contradiction[] {
  if (prometheus.evaluatesRules === true || ruler !== undefined) return [];
  const alerts = Object.entries(catalogue.alerts).flatMap(([name, { needsRecording, slo }]) =>
    needsRecording && slo === undefined ? [name] : [],
  );
  const keys = [
    ...(Object.keys(market.sessions).length > 0 ? ['market.sessions'] : []),
    ...Object.keys(catalogue.slos)
      .filter((name) => slos[name]?.objective !== undefined)
      .map((name) => `slos.${name}.objective`),
    ...alerts.filter((name) => thresholds[name] !== undefined).map((name) => `thresholds.${name}`),
  ];
  return keys.flatMap((key) =>
    problem(
      true,
      key,
      'is not used while Prometheus evaluates no rules: set external.ruler, or load the rendered rules into it and set external.prometheus.evaluatesRules',
      'external.ruler',
      'external.prometheus.evaluatesRules',
    ),
  );
}

/**
 * Settings that the target `external` needs, or must not have twice. `selector`: whether the stack file names the
 * platform's series.
 */
export function checkExternal(catalogue: Catalogue, settings: Parsed, selector: boolean): Contradiction[] {
  const { target, external } = settings;
  if (target !== 'external') return [];
  const { url: address, token } = external.grafana;
  return [
    ...problem(address === undefined, 'external.grafana.url', 'missing; needs the address of the Grafana that exists'),
    ...problem(
      token === undefined,
      'external.grafana.token',
      "missing; needs a service account's token, `pulumi config set --secret --path external.grafana.token` sets it",
    ),
    ...checkPrometheus(settings),
    ...checkSingleAuthentication(settings),
    ...checkAlertsAreEvaluated(settings),
    ...checkNotificationsOfOthers(settings),
    ...checkRecordedSeries(catalogue, settings),
    ...problem(
      !selector,
      'backend.selector',
      "missing; on a Prometheus that others use too it says which series are this platform's, such as job or environment",
    ),
  ];
}
