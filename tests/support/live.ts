/** What the live tests of notifications share: the settings of a short life, and what was told. */
import { alertNames, available, definition, type AlertName } from '../../rules/catalogue';
import { sloNames } from '../../rules/slo';
import type { Notification } from '../../servers/webhook-receiver';

/** Budgets of days say nothing of a line that lives for minutes; tests/rules has theirs. */
export const WITHOUT_SLOS = Object.fromEntries(sloNames.map((name) => [name, { enabled: false }]));

/** Thresholds by which these alerts alone are on, each for so long. */
export const only = (lasts: { readonly [N in AlertName]?: string }) =>
  Object.fromEntries(
    alertNames
      .filter((name) => available(name, []) && definition(name).slo === undefined)
      .map((name) => [name, lasts[name] === undefined ? { enabled: false } : { for: lasts[name] }]),
  );

/** Status and name of what was told, in order; alerts of one message one after the other. */
export const told = (notifications: readonly Notification[]): string[] =>
  notifications.flatMap(({ status, alerts }) => alerts.map(({ labels }) => `${status} ${labels.alertname}`));
