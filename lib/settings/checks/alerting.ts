/** Routes, teams and mute timings that contradict each other. */
import { kindsOf } from '../../receivers';
import type { ReceiverKind } from '../../receivers/receiver-kind';
import type { Check } from '../contradiction';
import { nearest } from '../nearest';
import { notificationRoutes } from '../notification-routes';
import type { Parsed } from '../schema';

const ENGINE_NAMES = { grafana: "Grafana's provider", alertmanager: 'Alertmanager' } as const;

/** Why the engine cannot notify a kind of receiver; undefined where it can. */
function whyNot(kind: ReceiverKind, { target, alerting: { engine } }: Parsed): string | undefined {
  if (kind[engine] === undefined) return `${ENGINE_NAMES[engine]} has no such receiver`;
  const unknown =
    engine === 'alertmanager' && target === 'kubernetes' ? kind.alertmanager?.unknownToOperator : undefined;
  return (
    unknown && `the operator that loads Alertmanager's configuration on target kubernetes does not know ${unknown}`
  );
}

/** Receivers that this engine does not support, but the other one does. */
const checkReceivers: Check = ({ settings }, report) => {
  const other = settings.alerting.engine === 'grafana' ? 'alertmanager' : 'grafana';
  for (const { route, key } of notificationRoutes(settings.alerting))
    for (const kind of kindsOf(route)) {
      const reason = whyNot(kind, settings);
      const message = `${reason}; set alerting.engine to ${other}, which notifies it`;
      if (reason !== undefined) report(`${key}.${kind.key}`, message, ['alerting.engine', 'target']);
    }
};

/** Teams that the platform does not have: nobody would be notified by their routes. */
const checkTeams: Check = ({ catalogue, settings }, report) => {
  const names = [...new Set(Object.values(catalogue.teams))];
  for (const team of Object.keys(settings.alerting.teams).filter((each) => !names.includes(each))) {
    const near = nearest(team, names);
    const hint = near === undefined ? `the platform has ${names.join(', ')}` : `did you mean ${near}?`;
    report(`alerting.teams.${team}`, `no such team; ${hint}`);
  }
};

const checkMail: Check = ({ settings: { target, alerting } }, report) => {
  const { engine, smtp } = alerting;
  const routes = ['alerting.routes', 'alerting.teams'];
  const mailed = notificationRoutes(alerting).find(({ route }) => kindsOf(route).some((kind) => kind.needsMailServer));
  if (target === 'external' && engine === 'grafana') {
    const message = 'is not used with target external and alerting.engine grafana; configure SMTP in that Grafana';
    if (smtp !== undefined) report('alerting.smtp', message, ['target']);
  } else if (mailed !== undefined && smtp === undefined)
    report('alerting.smtp', `missing; the mails of ${mailed.key} need a server`, routes);
  else if (mailed === undefined && smtp !== undefined)
    report('alerting.smtp', 'nothing would be mailed: no route has email', routes);
};

export const checkAlerting: Check = (stack, report) => {
  const { alerting, alertmanager } = stack.settings;
  const { engine, routes, muteTimings, deadMansSwitch } = alerting;
  const used = notificationRoutes(alerting);
  checkReceivers(stack, report);
  checkTeams(stack, report);
  if (routes.critical === undefined && (used.length > 0 || deadMansSwitch !== undefined))
    report('alerting.routes.critical', 'missing; critical alerts would reach nobody while others do', [
      'alerting.routes',
      'alerting.teams',
      'alerting.deadMansSwitch',
    ]);
  checkMail(stack, report);
  if (Object.keys(muteTimings).length > 0 && used.every(({ severity }) => severity !== 'warning'))
    report('alerting.muteTimings', 'nothing to mute: alerting.routes has no warning', [
      'alerting.routes.warning',
      'alerting.teams',
    ]);
  if (alertmanager?.cluster !== undefined && /^(127\.|::1$)/.test(alertmanager.bindAddress))
    report(
      'alertmanager.bindAddress',
      'lets nobody in from another machine, where the other Prometheus of alertmanager.cluster is',
      ['alertmanager.cluster'],
    );
  if (engine === 'grafana' && alertmanager !== undefined)
    report('alertmanager', 'is not used with alerting.engine grafana, which runs no Alertmanager', ['alerting.engine']);
};
