/** The example values of an alert's notification, in `docs/alerts.md` and `npm run alerts -- --message`. */
import { trading } from '../../../platform';
import { exampleSeries } from '../../../lib/compile/example-notification';
import { resolveAll } from '../../../lib/alerting/resolve';
import { ruleContext, toSettings } from '../../../lib/settings/settings';
import { exporterNames } from '../../../dashboards/exporters';

const alerts = resolveAll({ ...ruleContext(toSettings(trading, 'dev', {})), exporters: exporterNames });
const shares = alerts.filter(({ threshold }) => threshold.unit === 'ratio' && threshold.kind === 'above');

test.each(shares.map((alert) => [alert.name, alert] as const))('no example of %s is above 100 %%', (_name, alert) => {
  const values = exampleSeries(alert, trading).map(({ value }) => value);
  expect(Math.max(...values)).toBeLessThanOrEqual(1);
  expect(Math.min(...values)).toBeGreaterThan(alert.measurement.bound);
});

test.each(alerts.map((alert) => [alert.name, alert] as const))(
  'an example of %s has each label of its text',
  (_name, alert) => {
    const labels = [...alert.annotations.description.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
    for (const { labels: exampleLabels } of exampleSeries(alert, trading))
      expect(Object.keys(exampleLabels)).toEqual(expect.arrayContaining(labels));
  },
);
