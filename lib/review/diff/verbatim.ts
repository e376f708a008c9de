/** Differences of alerts in hand-written rule files; series of such files are compared with all others. */
import { RULE_FILES } from '../../alerting/verbatim';
import { compareByName, leafParts, part, type Change } from './change';
import { expressionPart } from './expressions';
import type { Rendered, Rule } from './rendered';

const firesText = ({ for: duration }: Rule): string => (duration === undefined ? '' : ` (for ${duration})`);

export const compareVerbatim = ({ verbatim: before }: Rendered, { verbatim: after }: Rendered): Change[] =>
  compareByName(before, after, {
    about: ({ alert }, path) => ({
      area: 'verbatim',
      subject: `alert **${alert}** of ${RULE_FILES}/${path.split('/')[0]}`,
      pages: true,
    }),
    removal: (rule) => ({ text: `is removed${firesText(rule)}`, code: { before: rule.expr, after: '' } }),
    addition: (rule) => ({ text: `is new${firesText(rule)}`, code: { before: '', after: rule.expr } }),
    parts: (old, now) => [
      ...expressionPart(old.expr, now.expr),
      ...part('duration', old.for, now.for, 'waits'),
      ...part('fires on', old.keep_firing_for, now.keep_firing_for, 'fires on for'),
      ...leafParts(old.labels, now.labels, 'label', (path) => `label ${path}`),
      ...leafParts(old.annotations, now.annotations, 'text', (path) => `text ${path}`),
    ],
  });
