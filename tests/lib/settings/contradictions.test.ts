/** Settings that are valid one by one and contradict each other. */
import { settingsErrors } from '../../support/settings-errors';

const override = (alert: string, fields: unknown) => ({ thresholds: { [alert]: fields } });

describe('settings that contradict each other', () => {
  test.each<[string, unknown, string]>([
    [
      'a threshold on the wrong side',
      override('LowSignalIngestionRate', { above: 1 }),
      'thresholds.LowSignalIngestionRate.above: LowSignalIngestionRate fires below its number, not above it; it may have below, for, severity, enabled',
    ],
    [
      'a threshold for an alert on a state',
      override('RedisDisconnected', { below: 1 }),
      'thresholds.RedisDisconnected.below: RedisDisconnected has no number to set; it may have for, severity, enabled',
    ],
    [
      'a least volume for a rate',
      override('HighErrorRate', { minimumRate: 1 }),
      'thresholds.HighErrorRate.minimumRate: HighErrorRate takes no share of anything, so it needs no least volume; it may have above, for, severity, enabled, endpoints',
    ],
    [
      'a share of 100 %',
      override('HighApprovalRejectionRate', { above: 1 }),
      'thresholds.HighApprovalRejectionRate.above: can never fire above 100%: a share is from 0 to 1 (100%)',
    ],
    [
      'a share above 100 %',
      override('TargetFlapping', { below: 5 }),
      'thresholds.TargetFlapping.below: fires at all times below 500%: a share is from 0 to 1 (100%)',
    ],
    [
      'a negative share, for an alert that fires below',
      override('TargetFlapping', { below: 0 }),
      'thresholds.TargetFlapping.below: can never fire below 0%: a share is from 0 to 1 (100%)',
    ],
    [
      'a negative number of requests',
      override('HighErrorRate', { above: -1 }),
      'thresholds.HighErrorRate.above: had -1, needs at least 0',
    ],
    [
      'one port on every address',
      { grafana: { port: 9090, bindAddress: '0.0.0.0' } },
      'grafana.port: had 9090, which prometheus has too',
    ],
    [
      'one port on every IPv6 address',
      { grafana: { port: 9090 }, prometheus: { bindAddress: '::' } },
      'grafana.port: had 9090, which prometheus has too',
    ],
  ])('%s', (_case, raw, message) => {
    expect(settingsErrors(raw)).toEqual([message]);
  });

  test.each<[string, unknown]>([
    ['one port on two addresses', { grafana: { port: 9090, bindAddress: '127.0.0.2' } }],
    ['a threshold equal to the largest bucket', override('CriticalAPILatency', { above: 5 })],
    ['moving both twins together', { thresholds: { HighErrorRate: { above: 2 }, CriticalErrorRate: { above: 3 } } }],
    ['a warning with the severity of its twin', override('HighErrorRate', { severity: 'critical' })],
    ['a disabled warning beyond its twin', override('HighErrorRate', { above: 2, enabled: false })],
  ])('%s is no contradiction', (_case, raw) => {
    expect(settingsErrors(raw)).toEqual([]);
  });

  test('a number that is wrong itself causes no further errors', () => {
    const thresholds = { HighErrorRate: { above: 2 }, CriticalErrorRate: { above: 'ten' } };
    expect(settingsErrors({ thresholds })).toEqual([
      'thresholds.CriticalErrorRate.above: had "ten" (a string), needs a number',
    ]);
    expect(
      settingsErrors({ demo: false, backend: { address: 'x' }, prometheus: { port: 'x' }, grafana: { port: 9090 } }),
    ).toEqual([
      'backend.address: had "x", needs host:port, such as "backend:8000"',
      'prometheus.port: had "x" (a string), needs a whole number from 1 to 65535',
    ]);
  });

  test('a wrong key does not hide a contradiction beside it', () => {
    expect(
      settingsErrors({
        demo: false,
        grafana: { prot: 1, port: 9090 },
        thresholds: { CriticalAPILatency: { abov: 1, above: 7 }, HighErrorRate: { above: 2, for: 'long' } },
      }).map((line) => line.split(': ')[0]),
    ).toEqual([
      'grafana.prot',
      'thresholds.CriticalAPILatency.abov',
      'thresholds.HighErrorRate.for',
      'backend.address',
      'grafana.port',
      'thresholds.CriticalAPILatency.above',
      'thresholds.HighErrorRate.above',
    ]);
  });
});
