/** Routes and their helpers that contradict each other. */
import { SEVERITIES } from '../../alerting/severity';
import { kindsOf } from '../../receivers';
import type { ReceiverKind } from '../../receivers/receiver-kind';
import type { Alerting, AlertmanagerCluster, Engine } from '../alerting';
import { contradictIf, type Contradiction } from '../contradiction';

const ENGINE_NAMES = { grafana: "Grafana's provider", alertmanager: 'Alertmanager' } as const;

/** Why the engine cannot notify a kind of receiver; undefined where it can. */
function whyNot(kind: ReceiverKind, { target, engine }: { target: string; engine: Engine }): string | undefined {
  if (kind[engine] === undefined) return `${ENGINE_NAMES[engine]} has no such receiver`;
  const unknown =
    engine === 'alertmanager' && target === 'kubernetes' ? kind.alertmanager?.unknownToOperator : undefined;
  return (
    unknown && `the operator that loads Alertmanager's configuration on target kubernetes does not know ${unknown}`
  );
}

/** Receivers that the engine cannot notify, but the other one can. */
const lackingReceivers = (target: string, { engine, routes }: Alerting): Contradiction[] =>
  SEVERITIES.flatMap((severity) =>
    kindsOf(routes[severity]).flatMap((kind) => {
      const reason = whyNot(kind, { target, engine });
      const key = `alerting.routes.${severity}.${kind.key}`;
      const other = engine === 'grafana' ? 'alertmanager' : 'grafana';
      const message = `${reason}; set alerting.engine to ${other}, which notifies it`;
      return reason === undefined ? [] : [{ key, message, from: [key, 'alerting.engine', 'target'], quotes: false }];
    }),
  );

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
    contradictIf(wrong, key, message, from, false);
  return [
    ...lackingReceivers(settings.target, settings.alerting),
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
