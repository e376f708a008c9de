/** The appearance of single series in a panel. */
import {
  AxisColorMode,
  AxisPlacement,
  GraphThresholdsStyleMode,
  StackingMode,
} from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Alert } from '../alerting/resolve';
import { humanize } from '../units';
import { limitsOf, limitText, thresholds, topAbove } from './limits';

const SHARE_COLOUR = 'purple';

export const fixedColour = (colour: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: 'fixed', fixedColor: colour },
});
/** Distinguishes the members of a class, which all have the colour of the class. */
export const shadesOf = (colour: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: 'shades', fixedColor: colour },
});

/**
 * The series that the alerts compare, drawn above its parts and not stacked on them. A stack shows its largest parts
 * alone: the `shade` below the total shows the rest.
 */
export const totalLine = (shade: 'clear' | 'shaded' = 'clear'): DynamicConfigValue[] => [
  fixedColour('text'),
  { id: 'custom.lineWidth', value: 2 },
  { id: 'custom.fillOpacity', value: shade === 'shaded' ? 12 : 0 },
  { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'B' } },
];

/** The colour of a number that is neither good nor bad: readable on a light and a dark background. */
export const neutralColour = (): DynamicConfigValue[] => [fixedColour('#808080')];

/**
 * A share (0..1) on its own axis on the right, with the limits of its alerts. Axis and limits have the colour of the
 * share, because a limit line across the panel does not show to which axis it belongs.
 */
export function shareAxis(label: string, alerts: readonly Alert[]): DynamicConfigValue[] {
  const limits = limitsOf(alerts, 'ratio').map((limit) => ({ ...limit, colour: SHARE_COLOUR }));
  const words = limitText(limits, (value) => humanize(value, 'ratio'));
  return [
    fixedColour(SHARE_COLOUR),
    { id: 'unit', value: 'percentunit' },
    { id: 'min', value: 0 },
    { id: 'custom.axisSoftMax', value: topAbove(limits) ?? 1 },
    { id: 'thresholds', value: thresholds(limits, 'transparent').build() },
    { id: 'custom.thresholdsStyle', value: { mode: GraphThresholdsStyleMode.Dashed } },
    { id: 'custom.axisPlacement', value: AxisPlacement.Right },
    { id: 'custom.axisLabel', value: words === '' ? label : `${label} (${words})` },
    { id: 'custom.axisColorMode', value: AxisColorMode.Series },
    { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'B' } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'custom.fillOpacity', value: 0 },
  ];
}
