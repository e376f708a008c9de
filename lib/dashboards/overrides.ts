/** What single series of a panel look like. */
import { AxisPlacement, GraphThresholdsStyleMode, StackingMode } from '@grafana/grafana-foundation-sdk/common';
import type { DynamicConfigValue } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Alert } from '../alerting/resolve';
import { limitsOf, thresholds } from './limits';

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

/** A share (0..1) on an axis of its own to the right, with the thresholds of its alerts. */
export function shareAxis(alerts: readonly Alert[]): DynamicConfigValue[] {
  return [
    fixedColour('purple'),
    { id: 'unit', value: 'percentunit' },
    { id: 'min', value: 0 },
    { id: 'max', value: 1 },
    { id: 'thresholds', value: thresholds(limitsOf(alerts, 'ratio'), 'transparent').build() },
    { id: 'custom.thresholdsStyle', value: { mode: GraphThresholdsStyleMode.Dashed } },
    { id: 'custom.axisPlacement', value: AxisPlacement.Right },
    { id: 'custom.axisLabel', value: 'share' },
    { id: 'custom.stacking', value: { mode: StackingMode.None, group: 'B' } },
    { id: 'custom.lineStyle', value: { fill: 'dash', dash: [6, 4] } },
    { id: 'custom.lineWidth', value: 1 },
    { id: 'custom.fillOpacity', value: 0 },
  ];
}
