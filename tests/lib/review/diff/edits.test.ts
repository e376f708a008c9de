/** What a reviewer reads about an edit, and what not. */
import { markdown } from '../../../../lib/review/diff/markdown';
import { ALERTS } from './edits/alerts';
import { DASHBOARDS } from './edits/dashboards';
import { SETTINGS } from './edits/settings';
import { TEXTS } from './edits/texts';
import { reviewChange, stackState, reviewEdit } from '../../../support/review';

const TABLE = Object.entries({ ...ALERTS, ...SETTINGS, ...DASHBOARDS, ...TEXTS });

test('the table has at least forty edits', () => {
  expect(TABLE.length).toBeGreaterThanOrEqual(40);
});

test.each(TABLE)('%s', (_name, { edit, says, not = [], lines = 1 }) => {
  const { text, lines: found } = reviewEdit(edit);
  for (const sentence of says) expect(text).toContain(sentence);
  for (const noise of not) expect(text).not.toContain(noise);
  expect(found).toHaveLength(lines);
});

test('a changed severity names who is notified instead', () => {
  const raw = {
    environment: 'dev',
    alerting: {
      routes: {
        critical: { pagerduty: { integrationKey: '[secret]' } },
        warning: { webhook: { url: 'https://example.com/hook' } },
      },
    },
  };
  const base = stackState('dev', raw);
  const review = reviewChange('dev', base, () => ({
    ...base,
    raw: { ...raw, thresholds: { HighErrorRate: { severity: 'critical' } } },
  }));
  expect(markdown('base', [review])).toContain(
    '**HighErrorRate** severity critical, was warning; notifies PagerDuty, was a webhook',
  );
});

test('no edit prints nothing', () => {
  expect(reviewEdit({ code: () => undefined })).toEqual({ text: '', lines: [] });
});
