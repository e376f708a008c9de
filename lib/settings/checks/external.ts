/** What the target `external` lacks or has twice. */
import type { Catalogue } from '../../alerting/catalogue';
import type { Contradiction } from '../contradiction';
import type { Parsed } from '../schema';

const problem = (key: string, message: string, ...furtherKeys: string[]): Contradiction => ({
  key,
  message,
  from: [key, 'target', ...furtherKeys],
  quotes: false,
});

function checkPrometheus({ external: { prometheus, ruler } }: Parsed): Contradiction[] {
  const at = (key: string) => `external.prometheus.${key}`;
  const both = [at('url'), at('dataSourceUid')];
  const found: Contradiction[] = [];
  if (prometheus.dataSourceUid === undefined && prometheus.url === undefined)
    found.push(
      problem(at('url'), 'missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place', ...both),
    );
  if (prometheus.dataSourceUid !== undefined)
    for (const key of ['url', 'tenant', 'basicAuth', 'bearerToken'] as const)
      if (prometheus[key] !== undefined)
        found.push(problem(at(key), 'means nothing beside dataSourceUid: that data source has its own', ...both));
  if (ruler !== undefined && prometheus.evaluatesRules === false)
    found.push(
      problem(at('evaluatesRules'), 'cannot be false: external.ruler loads the rules into it', 'external.ruler'),
    );
  return found;
}

/** An Alertmanager hears of nothing where no Prometheus evaluates the alerts. */
const unheard = ({ alerting, external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  alerting.engine === 'grafana' || prometheus.evaluatesRules === true || ruler !== undefined
    ? []
    : [
        problem(
          'alerting.engine',
          'cannot be alertmanager: only Grafana evaluates the alerts where there is no external.ruler',
          'external.ruler',
          'external.prometheus.evaluatesRules',
        ),
      ];

/** Whom an Alertmanager tells that is not this stack's. */
const notOurs = ({ alerting: { engine, routes, muteTimings, deadMansSwitch } }: Parsed): Contradiction[] =>
  Object.entries({ routes, muteTimings, deadMansSwitch: deadMansSwitch ?? {} })
    .filter(([, group]) => engine === 'alertmanager' && Object.values(group).some((value) => value !== undefined))
    .map(([key]) =>
      problem(
        `alerting.${key}`,
        'means nothing where target is external and alerting.engine alertmanager: that Alertmanager has its own configuration',
        'alerting.engine',
      ),
    );

/** Two ways to open one server. */
const openedTwice = ({ external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  Object.entries({ prometheus, ruler }).flatMap(([server, opens]) =>
    opens?.basicAuth !== undefined && opens.bearerToken !== undefined
      ? [
          problem(
            `external.${server}.bearerToken`,
            'is one way in too many beside basicAuth',
            `external.${server}.basicAuth`,
          ),
        ]
      : [],
  );

/** What takes recording rules, said where no Prometheus evaluates them. */
function unrecorded(
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
  return keys.map((key) =>
    problem(
      key,
      'means nothing where the Prometheus evaluates no rules: set external.ruler, or load the rendered rules into it and set external.prometheus.evaluatesRules',
      'external.ruler',
      'external.prometheus.evaluatesRules',
    ),
  );
}

/** What the target `external` lacks or has twice. `selector` says whether the stack file names the platform's series. */
export function checkExternal(catalogue: Catalogue, settings: Parsed, selector: boolean): Contradiction[] {
  const { target, external } = settings;
  if (target !== 'external') return [];
  const { url: address, token } = external.grafana;
  const set = (key: string) => `\`pulumi config set --secret --path ${key}\` sets it`;
  return [
    ...(address === undefined
      ? [problem('external.grafana.url', 'missing; needs the address of the Grafana that exists')]
      : []),
    ...(token === undefined
      ? [
          problem(
            'external.grafana.token',
            `missing; needs a service account's token, ${set('external.grafana.token')}`,
          ),
        ]
      : []),
    ...checkPrometheus(settings),
    ...openedTwice(settings),
    ...unheard(settings),
    ...notOurs(settings),
    ...unrecorded(catalogue, settings),
    ...(selector
      ? []
      : [
          problem(
            'backend.selector',
            "missing; on a Prometheus that others use too it says which series are this platform's, such as job or environment",
          ),
        ]),
  ];
}
