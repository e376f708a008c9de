/** `npm run alerts -- --stack S`: the alerts with this stack's numbers; `*` marks what the stack overrides. */
import { readStackFile } from '../config/stack-file';
import { ruleContext, toSettings } from '../config/settings';
import { humanize } from '../metrics/units';
import type { Threshold } from '../rules/alert';
import { alertNames, available, isEnabled, resolve, type Alert, type RuleContext } from '../rules/catalogue';
import { command, required } from '../toolchain/command-line';

const WORD = { above: 'above', below: 'below', fixed: 'at', objective: 'objective' } as const;

/** When an alert fires, such as "above 0.8 s". */
export const limitOf = ({ kind, value, unit }: Threshold): string => `${WORD[kind]} ${humanize(value, unit)}`;

/** Whether the stack has the alert, and why not. */
function state({ name, requires = [] }: Alert, context: RuleContext): string {
  if (!available(name, context.exporters)) return `needs exporters.${requires.join(' or ')}`;
  return isEnabled(name, context) ? 'on' : 'off *';
}

function row(alert: Alert, context: RuleContext): string[] {
  const { threshold, overridden } = alert;
  const mark = (key: Alert['overridden'][number], text: string) => (overridden.includes(key) ? `${text} *` : text);
  const limit = limitOf(threshold);
  return [
    alert.group,
    alert.name,
    mark('severity', alert.severity),
    alert.component,
    threshold.kind === 'fixed' ? limit : mark(threshold.kind, limit),
    mark('for', alert.for),
    alert.minimumRate === undefined ? '' : mark('minimumRate', `${alert.minimumRate}/s`),
    state(alert, context),
  ];
}

/** A Markdown table, columns aligned for a terminal. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((title, i) => Math.max(title.length, ...rows.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}

export function alertTable(context: RuleContext): string {
  const rows = alertNames.map((name) => row(resolve(name, context), context));
  return table(['group', 'alert', 'severity', 'component', 'fires', 'for', 'least volume', 'state'], rows);
}

if (require.main === module)
  void command({ usage: 'npm run alerts -- --stack STACK', options: { stack: 'string' } }, (options) => {
    const stack = required(options, 'stack');
    console.log(alertTable(ruleContext(toSettings(stack, readStackFile(stack)))));
    console.log('\n* overridden by the stack');
  });
