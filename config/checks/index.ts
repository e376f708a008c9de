/** What a schema cannot say: settings that contradict each other, and thresholds that could never fire. */
import { isIPv6 } from 'node:net';
import { humanize } from '../../metrics/units';
import { alertNames, definition, type AlertName, type Overrides } from '../../rules/catalogue';
import { alertmanager, checkAlerting } from '../alerting';
import { checkExternal } from '../external';
import { checkReplicas } from '../backend';
import { checkExporters } from '../exporters';
import type { Problem } from '../problems';
import { isGroup, type Group } from '../raw';
import { checkKubernetes } from '../kubernetes';
import { checkRemoteWrite } from '../remote-write';
import type { Parsed } from '../schema';
import { checkSlos } from '../slos';
import { checkTarget } from './target';

/** A problem and the keys it was concluded from: where one of those is wrong itself, the conclusion does not hold. */
export interface Contradiction extends Problem {
  readonly from: readonly string[];
  /** False where the message repeats no value, so that it may be told of secrets too. */
  readonly quotes?: boolean;
}

function neverFires(name: AlertName, overrides: Overrides): Contradiction[] {
  const { threshold, ceiling } = definition(name);
  const key = `thresholds.${name}.${threshold.kind}`;
  if (threshold.kind === 'below' && overrides[name]?.below === 0)
    return [{ key, message: 'can never fire below 0: no rate is negative', from: [key] }];
  const value = overrides[name]?.above;
  if (threshold.kind !== 'above' || value === undefined || ceiling === undefined) return [];
  const beyond = ceiling.inclusive ? value > ceiling.value : value >= ceiling.value;
  return beyond
    ? [{ key, message: `can never fire above ${humanize(value, threshold.unit)}: ${ceiling.because}`, from: [key] }]
    : [];
}

/** A warning that would be told only once its critical twin already is. */
function beyondTwin(name: AlertName, overrides: Overrides): Contradiction[] {
  const { threshold, critical } = definition(name);
  const twin = alertNames.find((other) => other === critical);
  if (twin === undefined || threshold.kind !== 'above') return [];
  if (overrides[name]?.enabled === false || overrides[twin]?.enabled === false) return [];
  const warns = overrides[name]?.above ?? threshold.value;
  const pages = overrides[twin]?.above ?? definition(twin).threshold.value;
  const say = (value: number) => humanize(value, threshold.unit);
  return warns >= pages
    ? [
        {
          key: `thresholds.${overrides[name]?.above === undefined ? twin : name}.above`,
          message: `${name} would warn above ${say(warns)}, not before ${twin} pages above ${say(pages)}; the warning needs the smaller number`,
          from: [name, twin].flatMap((alert) => [`thresholds.${alert}.above`, `thresholds.${alert}.enabled`]),
        },
      ]
    : [];
}

function checkBackend({ backend, demo, target }: Parsed): Contradiction[] {
  return target !== 'docker' || demo || backend.address !== undefined || backend.clusters !== undefined
    ? []
    : [
        {
          key: 'backend.address',
          message: 'missing; without the demo there is nothing to scrape',
          from: ['demo', 'backend.address', 'backend.clusters', 'target'],
        },
      ];
}

/** Whether a server on this address takes the port on every address. */
export const everywhere = (address: string): boolean =>
  address === '0.0.0.0' || (isIPv6(address) && /^[0:]+$/.test(address));

/** Two servers that this machine would have on one port. */
function checkPorts(settings: Parsed): Contradiction[] {
  const { prometheus, grafana, alertmanager: named, alerting, target } = settings;
  if (target === 'external') return [];
  const servers = Object.entries({
    prometheus,
    grafana,
    ...(alerting.engine === 'alertmanager' ? { alertmanager: alertmanager.parse(named ?? {}) } : {}),
  });
  return servers.flatMap(([name, { port, bindAddress }], i) =>
    servers
      .slice(0, i)
      .filter(([, other]) => other.port === port)
      .filter(([, other]) => other.bindAddress === bindAddress || [other.bindAddress, bindAddress].some(everywhere))
      .map(([other]) => ({
        key: `${name}.port`,
        message: `had ${port}, which ${other} has too`,
        from: [name, other].flatMap((server) => [`${server}.port`, `${server}.bindAddress`]),
      })),
  );
}

/** Every contradiction in settings that the schema accepts. `given` is what the stack file says itself. */
export function check(settings: Parsed, given: Group): Contradiction[] {
  const { thresholds } = settings;
  const { selector } = isGroup(given.backend) ? given.backend : {};
  return [
    ...checkBackend(settings),
    ...checkPorts(settings),
    ...checkReplicas(settings.backend, settings.prometheus),
    ...checkExporters(settings.exporters, { thresholds, job: settings.backend.selector.job }),
    ...checkAlerting(settings),
    ...checkSlos(settings),
    ...checkTarget(settings, given),
    ...checkExternal(settings, isGroup(selector) && Object.keys(selector).length > 0),
    ...checkKubernetes(settings),
    ...checkRemoteWrite(settings.prometheus.remoteWrite),
    ...alertNames.flatMap((name) => [...neverFires(name, thresholds), ...beyondTwin(name, thresholds)]),
  ];
}
