/** Routes, teams and mute timings that contradict each other. */
import { kindsOf } from '../../receivers';
import type { ReceiverKind } from '../../receivers/receiver-kind';
import type { Alerting, AlertmanagerCluster, Engine } from '../alerting';
import { contradictIf, type Contradiction } from '../contradiction';
import { nearest } from '../nearest';
import { notificationRoutes } from '../notification-routes';

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

/** Receivers that this engine does not support, but the other one does. */
const lackingReceivers = (target: string, alerting: Alerting): Contradiction[] =>
  notificationRoutes(alerting).flatMap(({ route, key: path }) =>
    kindsOf(route).flatMap((kind) => {
      const { engine } = alerting;
      const reason = whyNot(kind, { target, engine });
      const key = `${path}.${kind.key}`;
      const other = engine === 'grafana' ? 'alertmanager' : 'grafana';
      const message = `${reason}; set alerting.engine to ${other}, which notifies it`;
      return reason === undefined ? [] : [{ key, message, from: [key, 'alerting.engine', 'target'], quotes: false }];
    }),
  );

/** Teams that the platform does not have: nobody would be notified by their routes. */
function unknownTeams(names: readonly string[], { teams }: Alerting): Contradiction[] {
  return Object.keys(teams)
    .filter((team) => !names.includes(team))
    .map((team) => {
      const near = nearest(team, names);
      const hint = near === undefined ? `; the platform has ${names.join(', ')}` : `; did you mean ${near}?`;
      const key = `alerting.teams.${team}`;
      return { key, message: `no such team${hint}`, from: [key], quotes: false };
    });
}

/** Routes, teams and mute timings that contradict each other. `teamNames`: the values of the label `team`. */
export function checkAlerting(settings: {
  target: string;
  teamNames: readonly string[];
  alerting: Alerting;
  alertmanager?: { readonly bindAddress: string; readonly cluster?: AlertmanagerCluster | undefined } | undefined;
}): Contradiction[] {
  const { cluster, bindAddress = '' } = settings.alertmanager ?? {};
  const { engine, routes, muteTimings, deadMansSwitch, smtp } = settings.alerting;
  const used = notificationRoutes(settings.alerting);
  const mails = used.filter(({ route }) => kindsOf(route).some((kind) => kind.needsMailServer === true));
  const othersSend = settings.target === 'external' && engine === 'grafana';
  const problem = (wrong: boolean, key: string, message: string, ...from: string[]): Contradiction[] =>
    contradictIf(wrong, key, message, from, false);
  return [
    ...lackingReceivers(settings.target, settings.alerting),
    ...unknownTeams(settings.teamNames, settings.alerting),
    ...problem(
      routes.critical === undefined && (used.length > 0 || deadMansSwitch !== undefined),
      'alerting.routes.critical',
      'missing; critical alerts would reach nobody while others do',
      'alerting.routes',
      'alerting.teams',
      'alerting.deadMansSwitch',
    ),
    ...problem(
      othersSend && smtp !== undefined,
      'alerting.smtp',
      'is not used with target external and alerting.engine grafana; configure SMTP in that Grafana',
      'target',
    ),
    ...problem(
      mails.length > 0 && smtp === undefined && !othersSend,
      'alerting.smtp',
      `missing; the mails of ${mails[0]?.key} need a server`,
      'alerting.routes',
      'alerting.teams',
    ),
    ...problem(
      mails.length === 0 && smtp !== undefined && !othersSend,
      'alerting.smtp',
      'nothing would be mailed: no route has email',
      'alerting.routes',
      'alerting.teams',
    ),
    ...problem(
      Object.keys(muteTimings).length > 0 && used.every(({ severity }) => severity !== 'warning'),
      'alerting.muteTimings',
      'nothing to mute: alerting.routes has no warning',
      'alerting.routes.warning',
      'alerting.teams',
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
      'is not used with alerting.engine grafana, which runs no Alertmanager',
      'alerting.engine',
    ),
  ];
}
