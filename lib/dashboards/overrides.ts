/** What single series of a panel look like. */
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
/** Tells the members of one class apart while the class keeps its colour. */
export const shades = (colour: string): DynamicConfigValue => ({
  id: 'color',
  value: { mode: 'shades', fixedColor: colour },
});

/** The line that the alerts look at, above those that it is made of, and not stacked on them. */
export const totalLine = (): DynamicConfigValue[] => [
  fixedColour('text'),
  { id: 'custom.lineWidth', value: 2 },
  { id: 'custom.fillOpacity', value: 0 },
  { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'B' } },
];

/** What is not among the largest, or neither good nor bad: readable on light and on dark. */
export const othersColour = (): DynamicConfigValue[] => [fixedColour('#808080')];

/**
 * A share (0..1) on an axis of its own to the right, with the limits of its alerts. Axis and limits have the colour of the
 * share, as a line across both axes does not say by itself which of them it is about.
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
