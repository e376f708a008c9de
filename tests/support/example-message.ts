/** Messages of an alert with made-up values, rendered by Alertmanager's own `amtool`. */
import { trading } from '../../platform';
import type { AlertName } from '../../platform';
import { exampleNotification, exampleSeries, type ExampleSeries } from '../../lib/compile/example-notification';
import { resolve } from '../../lib/alerting/resolve';
import { messageFields, RECEIVER_KINDS, templates, type ReceiverKey } from '../../lib/receivers';
import { filledIn, renderMessage } from '../../lib/servers/amtool';
import { ruleContext } from '../../lib/settings/settings';
import { settingsWithAlerting } from './receivers';

export type Status = 'firing' | 'resolved';
const context = ruleContext(settingsWithAlerting());
const definitions = templates('prod', RECEIVER_KINDS);
/** The alert of the examples, and the errors per second above which it fires. */
export const ALERT: AlertName = 'HighErrorRate';

/** The template of a field of a message to a kind of receiver. */
export function fieldOf(key: ReceiverKey, field: string): string {
  const kind = RECEIVER_KINDS.find((each) => each.key === key);
  const template = kind && messageFields(kind, 'prod')[field];
  if (template === undefined) throw new Error(`a message to ${key} has no ${field}`);
  return template;
}

/** The template data of a notification about an alert, with a few made-up series by default. */
export async function notificationData(
  name: AlertName,
  status: Status,
  series: readonly ExampleSeries[] = exampleSeries(resolve(name, context), trading),
) {
  const alert = resolve(name, context);
  const annotations = await Promise.all(series.map((each) => filledIn(alert, each)));
  return exampleNotification(series, annotations, status, 'http://am:9093');
}

/** Renders a template with the data of a notification. */
export const writeTemplate = (template: string, data: object, type?: 'text' | 'html'): Promise<string> =>
  renderMessage(template, data, definitions, type);

/** The field of a message about an alert. */
export const writeField = async (key: ReceiverKey, field: string, name: AlertName, status: Status): Promise<string> =>
  (await writeTemplate(fieldOf(key, field), await notificationData(name, status))).trim();

/** The field of a message about one endpoint, whose name comes from a request. */
export async function writeAboutEndpoint(
  key: ReceiverKey,
  field: string,
  endpoint: string,
  status: Status,
  type?: 'text' | 'html',
): Promise<string> {
  const [first] = exampleSeries(resolve(ALERT, context), trading);
  const series = { labels: { ...first?.labels, endpoint }, value: 9 };
  return writeTemplate(fieldOf(key, field), await notificationData(ALERT, status, [series]), type);
}
