/** An upgrade of the rules on a running Prometheus while an alert fires: the alert does not resolve. */
import { trading } from '../../platform';
import { dump } from 'js-yaml';
import { compile } from '../../lib/compile';
import { toSettings } from '../../lib/settings/settings';
import { waitFor } from '../../lib/servers/processes';
import { startErrorBackend, type ErrorBackend } from '../support/error-backend';
import { scaleTime } from '../support/faster-time';
import { onlyAlerts, WITHOUT_SLOS } from '../support/incident';
import { TIMEOUT } from '../support/timeout';
import { startReloadingPrometheus, type ReloadingPrometheus } from '../support/reloading-prometheus';

/** Runs five minutes in 20 seconds. */
const FACTOR = 15;
const FIVE_MINUTES = '20s';

/** HighErrorRate before alerts compared recorded series: one alert for all endpoints, or one for each. */
const RATE = `(rate(errors_total{job="backend-api",status=~"5.."}[${FIVE_MINUTES}]))`;
const EARLIER = {
  groups: [
    {
      name: 'api_health',
      rules: [
        {
          alert: 'HighErrorRate',
          expr:
            `(sum by (endpoint) ${RATE} or label_replace(sum${RATE}, "endpoint", "all endpoints together", "", "") ` +
            `unless on () (sum by (endpoint) ${RATE} > 0.1 and sum by (endpoint) ${RATE.replace('])', '] offset 16s)')} > 0.1)) > 0.1`,
          for: FIVE_MINUTES,
          keep_firing_for: FIVE_MINUTES,
          labels: { severity: 'warning', component: 'api', team: 'backend', environment: 'dev' },
        },
      ],
    },
  ],
};

const FIRING = 'count by (endpoint) (ALERTS{alertname="HighErrorRate",alertstate="firing"})';

const rulesOfToday = (backend: ErrorBackend) => {
  const settings = {
    environment: 'dev',
    backend: { scrapeInterval: '2s', clusters: { only: [backend.address] } },
    thresholds: onlyAlerts({ HighErrorRate: FIVE_MINUTES }),
    slos: WITHOUT_SLOS,
  };
  return scaleTime(compile(toSettings(trading, 'dev', settings)), FACTOR).prometheus;
};

interface Result<V> {
  readonly result: readonly ({ readonly metric: Readonly<Record<string, string>> } & V)[];
}
async function get<T>({ url, alive }: ReloadingPrometheus, path: string): Promise<Result<T>> {
  alive();
  return ((await (await fetch(`${url}/api/v1/${path}`)).json()) as { readonly data: Result<T> }).data;
}
/** Waits until the alert fires of these endpoints alone; returns the time in seconds. */
const waitUntilFires = (server: ReloadingPrometheus, endpoints: readonly string[]): Promise<number> =>
  waitFor(
    `HighErrorRate of ${endpoints.join(', ')} alone`,
    async () => {
      const { result } = await get(server, `query?query=${encodeURIComponent(FIRING)}`);
      const firing = result.map(({ metric }) => metric.endpoint).toSorted();
      return firing.join() === endpoints.join() ? Date.now() / 1000 : undefined;
    },
    TIMEOUT,
  );

interface Upgrade {
  /** Errors per second by endpoint. */
  readonly errors: Readonly<Record<string, number>>;
  /** Of which endpoints the alert fires before the upgrade, and after it. */
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Upgrades a Prometheus while its alert fires; returns at how many seconds of the upgrade it fired, and how many there were. */
async function upgrade(backend: ErrorBackend, server: ReloadingPrometheus, { errors, before, after }: Upgrade) {
  backend.errors(errors);
  const begin = await waitUntilFires(server, before);
  server.upload(rulesOfToday(backend));
  const end = await waitUntilFires(server, after);
  const { result } = await get<{ readonly values: readonly unknown[] }>(
    server,
    `query_range?query=${encodeURIComponent(`count(${FIRING})`)}&start=${begin}&end=${end}&step=1`,
  );
  return { firing: result.map(({ values }) => values.length), seconds: Math.floor(end - begin) + 1 };
}

test.concurrent.each([
  {
    name: 'of all endpoints',
    errors: { '/signals': 0.08, '/devices': 0.08 },
    before: ['all endpoints together'],
    after: ['all'],
  },
  { name: 'of one endpoint', errors: { '/signals': 0.5 }, before: ['/signals'], after: ['/signals', 'all'] },
])('an alert $name fires through the upgrade without a gap', async (change) => {
  const backend = await startErrorBackend('/signals', '/devices');
  const rules = { ...rulesOfToday(backend), 'rules/api-health.yaml': dump(EARLIER) };
  const server = await startReloadingPrometheus(rules).catch(async (error: unknown) => {
    await backend.close();
    throw error;
  });
  try {
    const { firing, seconds } = await upgrade(backend, server, change);
    expect(firing).toEqual([seconds]);
  } finally {
    await server.stop();
    await backend.close();
  }
});
