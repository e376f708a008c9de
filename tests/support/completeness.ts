/**
 * Things in several files that belong together: each missing one as a sentence with its name and the file to open.
 * These functions read no files, so that a test can remove something and check the sentence.
 */
import { runbookFile } from '../../lib/alerting/catalogue';
import type { PanelJson } from '../../lib/dashboards';
import { numberIn, scaleOf, type Scale } from '../../lib/dashboards/limits';
import { contract as promised } from '../../metrics/contract';
import type { Metric } from '../../lib/contract/metric';
import { TARGET_LABELS } from '../../lib/contract/target-labels';
import { readPromql } from './promql';
import { type Alert } from '../../lib/alerting/resolve';

const missingFrom = <T>(all: readonly T[], has: readonly T[]): T[] => all.filter((one) => !has.includes(one));

/** Alerts without a fault of the demo backend, faults without an alert. */
export const findMissingFaults = (alerts: readonly string[], faults: readonly string[]): string[] => [
  ...missingFrom(alerts, faults).map(
    (name) => `demo/scenarios.ts: no fault fires ${name}; add one with alert: '${name}'`,
  ),
  ...missingFrom(faults, alerts).map(
    (name) => `demo/scenarios.ts: a fault fires ${name}, which is no alert on the platform`,
  ),
  ...[...new Set(faults.filter((name, i) => faults.indexOf(name) !== i))].map(
    (name) => `demo/scenarios.ts: two faults fire ${name}; keep one`,
  ),
];

export interface Section {
  readonly file: string;
  readonly title: string;
}
/** Alerts without a section in the runbook of their group, sections without an alert. */
export function findMissingSections(
  alerts: readonly { readonly name: string; readonly group: Alert['group'] }[],
  sections: readonly Section[],
): string[] {
  const needed = alerts.map(({ name, group }) => `runbooks/${runbookFile(group)}: ## ${name}`);
  const there = sections.map(({ file, title }) => `runbooks/${file}: ## ${title}`);
  return [
    ...missingFrom(needed, there).map((section) => `${section} is missing; write it as its neighbours are`),
    ...missingFrom(there, needed).map((section) => `${section} belongs to no alert of that group; take it out`),
  ];
}

/** Panels with an id and no content, and the reverse. `ids` by the panel's key. */
export function findMissingPanels(
  dashboard: string,
  ids: Readonly<Record<string, number>>,
  panels: readonly PanelJson[],
): string[] {
  const built = panels.map(({ id }) => id);
  return [
    ...Object.entries(ids)
      .filter(([, id]) => !built.includes(id))
      .map(([key]) => `dashboards/: ${dashboard} shows no panel ${key}, which its list has`),
    ...panels
      .filter(({ id }) => !Object.values(ids).includes(id))
      .map(({ title }) => `dashboards/: no id of ${dashboard} belongs to the panel "${title}"`),
  ];
}

interface Step {
  readonly value: number | null;
}
/** The values at which a panel draws a line or changes colour, on any axis. */
const thresholdValues = ({ fieldConfig }: PanelJson): (number | null)[] =>
  [
    fieldConfig?.defaults.thresholds,
    ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'thresholds').map(({ value }) => value as { readonly steps?: Step[] }),
    ),
  ].flatMap((thresholds) => (thresholds?.steps ?? []).map(({ value }) => value));

/** The factor between an alert's threshold and its axis: events are counted per minute where the axis says so. */
export function alertScale({ threshold, measurement }: Pick<Alert, 'threshold' | 'measurement'>, panel: Scale): Scale {
  const { unit } = threshold.kind === 'objective' ? measurement : threshold;
  return unit === 'per second' && panel === 'per minute' ? panel : unit;
}

/** The factor of a panel from its unit and its axis. */
export function panelScale({ fieldConfig }: Pick<PanelJson, 'fieldConfig'>): Scale {
  const { unit = '', custom } = fieldConfig?.defaults ?? {};
  return scaleOf({ unit, counts: custom?.axisLabel });
}

/** Alerts whose threshold is on no panel that shows them; a table of alerts has no axis to draw it on. */
export const findMissingLines = (
  alerts: readonly Pick<Alert, 'name' | 'panel' | 'threshold' | 'measurement'>[],
  panelOf: (alert: Pick<Alert, 'panel'>) => PanelJson | undefined,
): string[] =>
  alerts.flatMap((alert) => {
    const { name, panel } = alert;
    const found = panelOf({ panel });
    const scale = panelScale(found ?? {});
    const needed = alertScale(alert, scale);
    const number = numberIn(needed, alert);
    return number === undefined ||
      found?.type === 'table' ||
      (found !== undefined && thresholdValues(found).includes(number))
      ? []
      : [
          `dashboards/: ${panel.dashboard} / ${found?.title ?? panel.panel} draws no line at ${number}, where ${name} fires: the panel is in ${scale}, the alert in ${needed}`,
        ];
  });

/** The series of a metric as a backend exposes them, each with its labels. */
const seriesOf = (name: string, { type, labels }: Metric): [series: string, labels: string[]][] =>
  type === 'histogram'
    ? [
        [`${name}_bucket`, [...Object.keys(labels), 'le']],
        [`${name}_count`, Object.keys(labels)],
      ]
    : [[name, Object.keys(labels)]];

/**
 * Metrics and labels of the contract that the healthy hours lack: there, missing data would keep an alert from firing.
 */
export function findMissingSeries(
  input: readonly string[],
  contract: Readonly<Record<string, Metric>> = promised,
): string[] {
  const inputSelections = input.flatMap((series) => [...readPromql(series).selections]);
  const withoutTargetLabels = (labels: readonly string[]) => missingFrom(labels, TARGET_LABELS);
  return Object.entries(contract).flatMap(([name, metric]) =>
    seriesOf(name, metric).flatMap(([series, labels]) => {
      const found = inputSelections
        .filter((one) => one.metric === series)
        .map(({ matchers }) => withoutTargetLabels(matchers.map((m) => m.label)));
      if (found.length === 0)
        return [
          `tests/rules/scenarios/healthy.yaml: no series of ${series}; add one with ${labels.join(', ') || 'no label'}`,
        ];
      return labels
        .filter((label) => found.some((has) => !has.includes(label)))
        .map((label) => `tests/rules/scenarios/healthy.yaml: ${series} lacks the label ${label}`);
    }),
  );
}
