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

let backend: ErrorBackend;
let server: ReloadingPrometheus;

const today = () => {
  const settings = {
    environment: 'dev',
    backend: { scrapeInterval: '2s', clusters: { only: [backend.address] } },
    thresholds: onlyAlerts({ HighErrorRate: FIVE_MINUTES }),
    slos: WITHOUT_SLOS,
  };
  return scaleTime(compile(toSettings(trading, 'dev', settings)), FACTOR).prometheus;
};

async function get<T>(path: string): Promise<T> {
  server.alive();
  return ((await (await fetch(`${server.url}/api/v1/${path}`)).json()) as { readonly data: T }).data;
}
interface Result<V> {
  readonly result: readonly ({ readonly metric: Readonly<Record<string, string>> } & V)[];
}
const firing = async () => {
  const { result } = await get<Result<unknown>>(`query?query=${encodeURIComponent(FIRING)}`);
  return result.map(({ metric }) => metric.endpoint).toSorted();
};
const fires = (...endpoints: readonly string[]) =>
  waitFor(
    `HighErrorRate of ${endpoints.join(', ')} alone`,
    async () => ((await firing()).join() === endpoints.join() ? Date.now() / 1000 : undefined),
    TIMEOUT,
  );

beforeEach(async () => {
  backend = await startErrorBackend('/signals', '/devices');
  server = await startReloadingPrometheus({ ...today(), 'rules/api-health.yaml': dump(EARLIER) });
});
afterEach(async () => {
  await server.stop();
  await backend.close();
});

test.each([
  {
    name: 'of all endpoints',
    errors: { '/signals': 0.08, '/devices': 0.08 },
    before: ['all endpoints together'],
    after: ['all'],
  },
  { name: 'of one endpoint', errors: { '/signals': 0.5 }, before: ['/signals'], after: ['/signals', 'all'] },
])('an alert $name fires through the upgrade without a gap', async ({ errors, before, after }) => {
  backend.errors(errors);
  const begin = await fires(...before);
  server.upload(today());
  const end = await fires(...after);
  const range = await get<Result<{ readonly values: readonly unknown[] }>>(
    `query_range?query=${encodeURIComponent(`count(${FIRING})`)}&start=${begin}&end=${end}&step=1`,
  );
  expect(range.result.map(({ values }) => values.length)).toEqual([Math.floor(end - begin) + 1]);
});
