/** The shell functions of `make oncall`: the commands that they run on each target, recorded by stand-in programs. */
import { trading } from '../../platform';
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { ENCRYPTED } from '../../lib/settings/raw';
import { readStackFile } from '../../lib/settings/stack-file';
import { toSettings } from '../../lib/settings/settings';
import { shellFunctions } from '../../scripts/oncall/shell-functions';
import { EXPORTERS } from '../support/exporters';

const folder = mkdtempSync(join(tmpdir(), 'oncall-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Prints its arguments, each in brackets; `kubectl get pods --output name` prints a pod. */
const STAND_IN = `#!/bin/sh
case "$*" in *'--output name') echo pod/one; exit ;; esac
printf '%s' "\${0##*/}"; for argument; do printf ' [%s]' "$argument"; done; echo
`;
for (const program of ['docker', 'kubectl', 'psql', 'redis-cli']) {
  writeFileSync(join(folder, program), STAND_IN);
  chmodSync(join(folder, program), 0o755);
}

type Variables = Readonly<Record<string, string>>;

/** Runs commands in a shell with the functions; returns their output. */
function run(functions: string, commands: string, variables: Variables = {}, shell = 'sh') {
  const env = { PATH: `${folder}${delimiter}${process.env.PATH ?? ''}`, ...variables };
  const { stdout, stderr, status } = spawnSync(shell, ['-u'], {
    input: `${functions.replace('addresses >&2', '')}\n${commands}\n`,
    env,
    encoding: 'utf8',
  });
  return { lines: stdout.trimEnd().split('\n'), stderr: stderr.trimEnd(), status };
}

const alertmanager = { alerting: { engine: 'alertmanager' } };
const docker = shellFunctions('dev', toSettings(trading, 'dev', { ...EXPORTERS, ...alertmanager }));
const kubernetes = shellFunctions('prod', toSettings(trading, 'prod', readStackFile('prod')));
const clusterWithExporters = shellFunctions(
  'prod',
  toSettings(trading, 'prod', { ...readStackFile('prod'), ...EXPORTERS, ...alertmanager }),
);

test.each(['sh', 'bash'])('%s defines the functions of every target, and prints the addresses', (shell) => {
  for (const functions of [docker, kubernetes, clusterWithExporters])
    expect(
      execFileSync(shell, ['-u'], {
        input: `${functions}\naddresses`,
        stdio: ['pipe', 'pipe', 'pipe'],
        encoding: 'utf8',
      }),
    ).toMatch(/^Stack (dev|prod), target (docker|kubernetes)\nGrafana: http/);
});

describe('with Docker', () => {
  test.each([
    ['logs backend', 'docker [logs] [--since] [15m] [trading_backend_dev]'],
    ['logs redis-exporter 2h', 'docker [logs] [--since] [2h] [trading_redis_exporter_dev]'],
    ['logs prometheus previous', 'docker [logs] [--tail] [200] [trading_prometheus_dev]'],
    ['inside backend date -u', 'docker [exec] [trading_backend_dev] [date] [-u]'],
    ['restart grafana', 'docker [restart] [--time] [30] [trading_grafana_dev]'],
    ['usage', 'docker [stats] [--no-stream]'],
    [
      `promql 'sum(rate(errors_total{$SELECTOR,status="500"}[5m])) / sum(rate(errors_total{$SELECTOR}[5m]))'`,
      'docker [exec] [trading_prometheus_dev] [promtool] [query] [instant] [http://localhost:9090] [sum(rate(errors_total{job="backend-api",status="500"}[5m])) / sum(rate(errors_total{job="backend-api"}[5m]))]',
    ],
    [
      'firing',
      'docker [exec] [trading_prometheus_dev] [promtool] [query] [instant] [http://localhost:9090] [ALERTS{alertstate="firing",environment="dev"}]',
    ],
    ...(
      [
        [
          'p95 db_query_duration_seconds query_type',
          'histogram_quantile(0.95, sum by (le, query_type) (rate(db_query_duration_seconds_bucket{job="backend-api"}[5m])))',
        ],
        [
          `p95 request_duration_seconds route 'route=~".*/poll"'`,
          'histogram_quantile(0.95, sum by (le, route) (rate(request_duration_seconds_bucket{job="backend-api",route=~".*/poll"}[5m])))',
        ],
        [
          `compare 1h 'sum(rate(errors_total{$SELECTOR}[5m]))'`,
          '(sum(rate(errors_total{job="backend-api"}[5m]))) / (sum(rate(errors_total{job="backend-api"}[5m] offset 1h)))',
        ],
        [
          `minutes_since 'up{$SELECTOR} == 1'`,
          '(time() - max_over_time(timestamp(up{job="backend-api"} == 1)[6h:1m])) / 60',
        ],
      ] as const
    ).map(([command, query]): [string, string] => [
      command,
      `docker [exec] [trading_prometheus_dev] [promtool] [query] [instant] [http://localhost:9090] [${query}]`,
    ]),
    [
      `silence 2h 'TICKET-1: migration' alertname=RedisDown`,
      'docker [exec] [trading_alertmanager_dev] [amtool] [--alertmanager.url=http://localhost:9093] [silence] [add] [--author=ada] [--duration=2h] [--comment=TICKET-1: migration] [environment=dev] [alertname=RedisDown]',
    ],
    [
      'backend_metrics http://backend:8000/metrics',
      'docker [exec] [trading_prometheus_dev] [wget] [-q] [-T] [10] [-O] [-] [http://backend:8000/metrics]',
    ],
  ])('%s', (command, expected) => {
    expect(run(docker, command, { USER: 'ada' })).toMatchObject({ lines: [expected], status: 0 });
  });

  test('an unknown service is refused with those that the stack has', () => {
    const { stderr, status } = run(shellFunctions('dev', toSettings(trading, 'dev', {})), 'logs alertmanager');
    expect(stderr).toBe("unknown service 'alertmanager'; this stack has: backend, prometheus, grafana");
    expect(status).not.toBe(0);
  });

  test.each([
    ['the host of the address that is scraped', {}, 'api'],
    ['what BACKEND names', { BACKEND: 'api-2' }, 'api-2'],
  ])('a real backend’s container is %s', (_what, variables, container) => {
    const functions = shellFunctions('dev', toSettings(trading, 'dev', { backend: { address: 'api:8000' } }));
    expect(run(functions, 'restart backend', variables).lines).toEqual([
      `docker [restart] [--time] [30] [${container}]`,
    ]);
  });
});

describe('on Kubernetes', () => {
  const KUBECTL = 'kubectl [--context] [prod] [--namespace] [trading-observability-prod]';
  const BACKEND = 'kubectl [--context] [prod] [--namespace] [trading]';
  const PODS = '[--selector] [app.kubernetes.io/name=backend-api]';
  const FOLLOW = '[--all-containers] [--prefix] [--tail=-1] [--max-log-requests=50]';

  test.each([
    ['logs backend', `${BACKEND} [logs] ${PODS} ${FOLLOW} [--since] [15m]`],
    ['logs backend previous', `${BACKEND} [logs] ${PODS} [--prefix] [--tail=200] [--max-log-requests=50] [--previous]`],
    [
      'logs grafana 1h',
      `${KUBECTL} [logs] [--selector] [app.kubernetes.io/name=grafana,app.kubernetes.io/instance=trading-prod] ${FOLLOW} [--since] [1h]`,
    ],
    ['restart backend', `${BACKEND} [rollout] [restart] [deployment] ${PODS}`],
    ['restart backend api-7d9-x', `${BACKEND} [delete] [pod] [api-7d9-x]`],
    ['restart prometheus', `${KUBECTL} [rollout] [restart] [statefulset/prometheus-trading-prod-prometheus]`],
    ['rollback backend', `${BACKEND} [rollout] [undo] [deployment] ${PODS}`],
    ['inside backend date -u', `${BACKEND} [exec] [pod/one] [--] [date] [-u]`],
    [
      `promql 'up{$SELECTOR}'`,
      `${KUBECTL} [exec] [pod/one] [--] [promtool] [query] [instant] [http://localhost:9090] [up{cluster="prod-1",job="backend-api"}]`,
    ],
    [
      `silence 2h 'TICKET-1' alertname=RedisDown`,
      'Grafana notifies: open https://grafana.example.com/alerting/silence/new?alertmanager=grafana&matcher=environment%3Dprod&matcher=alertname%3DRedisDown, set the end and the reason there',
    ],
  ])('%s', (command, expected) => {
    expect(run(kubernetes, command)).toMatchObject({ lines: [expected], status: 0 });
  });

  test.each([
    ['postgres-exporter', 'deployment/trading-prod-postgres-exporter'],
    ['node-exporter', 'daemonset/trading-prod-prometheus-node-exporter'],
    ['alertmanager', 'statefulset/alertmanager-trading-prod-alertmanager'],
  ])('%s is restarted under its name in the cluster', (service, workload) => {
    expect(run(clusterWithExporters, `restart ${service}`).lines).toEqual([
      `${KUBECTL} [rollout] [restart] [${workload}]`,
    ]);
  });

  test('only the backend can be rolled back', () => {
    const { lines, stderr, status } = run(kubernetes, 'rollback grafana');
    expect(lines).toEqual(['']);
    expect(stderr).toMatch(/^only the backend is rolled back; /);
    expect(status).not.toBe(0);
  });

  test('BACKEND names other pods', () => {
    const { lines } = run(kubernetes, 'restart backend', { BACKEND: 'app=api' });
    expect(lines).toEqual([`${BACKEND} [rollout] [restart] [deployment] [--selector] [app=api]`]);
  });
});

describe('on external servers', () => {
  const external = (prometheus: object) =>
    shellFunctions(
      'cloud',
      toSettings(trading, 'cloud', {
        target: 'external',
        backend: { selector: { job: 'api', environment: 'prod' } },
        external: { grafana: { url: 'https://grafana.example.com', token: ENCRYPTED }, prometheus },
      }),
    );

  test('promql queries Prometheus at its address, with the tenant and the credentials in a file', async () => {
    const requests: { url: string; tenant: unknown; authorization: unknown }[] = [];
    const server = http.createServer(({ url = '', headers }, response) => {
      requests.push({
        url: decodeURIComponent(url),
        tenant: headers['x-scope-orgid'],
        authorization: headers.authorization,
      });
      const metric = { __name__: 'up' };
      response.end(
        JSON.stringify({ status: 'success', data: { resultType: 'vector', result: [{ metric, value: [1, '1'] }] } }),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/prometheus`;
    const credentials = join(folder, 'credentials');
    const script = join(folder, 'external.sh');
    writeFileSync(credentials, 'header = "Authorization: Bearer secret"');
    writeFileSync(script, `${external({ url, tenant: 'acme' })}\npromql 'up{$SELECTOR}'`);
    try {
      // Asynchronously, as the server is in this process.
      const env = { PATH: process.env.PATH, PROM_CURL_CONFIG: credentials };
      const { stdout: printed } = await promisify(execFile)('sh', [script], { env });
      expect(printed).toBe('{"__name__":"up"} => 1\n');
      expect(requests).toEqual([
        {
          url: '/prometheus/api/v1/query?query=up{environment="prod",job="api"}',
          tenant: 'acme',
          authorization: 'Bearer secret',
        },
      ]);
    } finally {
      server.close();
    }
  });

  test('the query says what to set if Prometheus has no address', () => {
    const { stderr, status } = run(external({ dataSourceUid: 'grafanacloud-prom' }), "promql 'up'");
    expect(stderr).toContain('export PROM=ADDRESS OF PROMETHEUS first');
    expect(status).not.toBe(0);
  });

  test.each(['logs backend', 'status prometheus', 'restart backend', 'inside grafana true'])(
    '%s is refused',
    (command) => {
      const { stderr, status } = run(external({ url: 'http://localhost:1' }), command);
      expect(stderr).toMatch(/^the stack does not run \w+: use the commands of the platform where it runs$/);
      expect(status).not.toBe(0);
    },
  );
});

describe('the platform’s own stores', () => {
  test('are reached at DATABASE_URL and REDIS_URL', () => {
    const variables = { DATABASE_URL: 'postgresql://db/trading', REDIS_URL: 'redis://cache' };
    expect(run(docker, "sql 'select 1'; redis info memory", variables).lines).toEqual([
      'psql [postgresql://db/trading] [-c] [select 1]',
      'redis-cli [-u] [redis://cache] [info] [memory]',
    ]);
  });

  test.each([
    ['db_queries', 'DATABASE_URL'],
    ['redis ping', 'REDIS_URL'],
  ])('%s says that %s is missing', (command, variable) => {
    const { stderr, status } = run(docker, command);
    expect(stderr).toContain(`${variable}: export ${variable}=`);
    expect(status).not.toBe(0);
  });
});
