/** Routes and their helpers that contradict each other. */
import { SEVERITIES } from '../../alerting/severity';
import { kindsOf } from '../../receivers';
import type { Alerting, AlertmanagerCluster } from '../alerting';
import type { Contradiction } from '../contradiction';

const ENGINE_NAMES = { grafana: "Grafana's provider", alertmanager: 'Alertmanager' } as const;

/** Receivers that the engine has not, but the other one has. */
const lackingReceivers = ({ engine, routes }: Alerting): Contradiction[] =>
  SEVERITIES.flatMap((severity) =>
    kindsOf(routes[severity])
      .filter((kind) => kind[engine] === undefined)
      .map(({ key }) => `alerting.routes.${severity}.${key}`),
  ).map((key) => ({
    key,
    message:
      `${ENGINE_NAMES[engine]} has no such receiver; ` +
      `set alerting.engine to ${engine === 'grafana' ? 'alertmanager' : 'grafana'}, which has`,
    from: [key, 'alerting.engine'],
    quotes: false,
  }));

/** Routes and their helpers that contradict each other. */
export function checkAlerting(settings: {
  target: string;
  alerting: Alerting;
  alertmanager?: { readonly bindAddress: string; readonly cluster?: AlertmanagerCluster | undefined } | undefined;
}): Contradiction[] {
  const { cluster, bindAddress = '' } = settings.alertmanager ?? {};
  const { engine, routes, muteTimings, deadMansSwitch, smtp } = settings.alerting;
  const used = SEVERITIES.filter((severity) => routes[severity] !== undefined);
  const mails = SEVERITIES.filter((severity) =>
    kindsOf(routes[severity]).some((kind) => kind.needsMailServer === true),
  );
  const othersSend = settings.target === 'external' && engine === 'grafana';
  const problem = (wrong: boolean, key: string, message: string, ...from: string[]): Contradiction[] =>
    wrong ? [{ key, message, from: [key, ...from], quotes: false }] : [];
  return [
    ...lackingReceivers(settings.alerting),
    ...problem(
      routes.critical === undefined && (used.length > 0 || deadMansSwitch !== undefined),
      'alerting.routes.critical',
      'missing; critical alerts would reach nobody while others do',
      'alerting.routes',
      'alerting.deadMansSwitch',
    ),
    ...problem(
      othersSend && smtp !== undefined,
      'alerting.smtp',
      'means nothing to target external with alerting.engine grafana: mails go by the server of that Grafana',
      'target',
    ),
    ...problem(
      mails.length > 0 && smtp === undefined && !othersSend,
      'alerting.smtp',
      `missing; the mails of alerting.routes.${mails[0]} need a server`,
      'alerting.routes',
    ),
    ...problem(
      mails.length === 0 && smtp !== undefined && !othersSend,
      'alerting.smtp',
      'nothing would be mailed: no route has email',
      'alerting.routes',
    ),
    ...problem(
      Object.keys(muteTimings).length > 0 && routes.warning === undefined,
      'alerting.muteTimings',
      'nothing to mute: alerting.routes has no warning',
      'alerting.routes.warning',
    ),
    ...problem(
      cluster !== undefined && /^(127\.|::1$)/.test(bindAddress),
      'alertmanager.bindAddress',
      'lets nobody in from another machine, where the other Prometheus of alertmanager.cluster is',
      'alertmanager.cluster',
    ),
    ...problem(
      engine === 'grafana' && settings.alertmanager !== undefined,
      'alertmanager',
      'means nothing to alerting.engine grafana, which runs no Alertmanager',
      'alerting.engine',
    ),
  ];
}
