/**
 * What belongs together and stands in several files: each thing that is missing as a sentence that names it and the file
 * to open. Nothing is read here, so that a test can take a piece away and hear the sentence.
 */
import { runbookFile } from '../../lib/alerting/catalogue';
import type { PanelJson } from '../../lib/dashboards';
import { numberIn, scaleOf, type Scale } from '../../lib/dashboards/limits';
import { contract as promised } from '../../metrics/contract';
import type { Metric } from '../../lib/contract/metric';
import { TARGET_LABELS } from '../../lib/contract/target-labels';
import { readPromql } from './promql';
import { type Alert } from '../../lib/alerting/resolve';

const lacking = <T>(all: readonly T[], has: readonly T[]): T[] => all.filter((one) => !has.includes(one));

/** Alerts without a fault of the demo backend, faults without an alert. */
export const faultsMissing = (alerts: readonly string[], faults: readonly string[]): string[] => [
  ...lacking(alerts, faults).map((name) => `demo/scenarios.ts: no fault fires ${name}; add one with alert: '${name}'`),
  ...lacking(faults, alerts).map(
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
export function sectionsMissing(
  alerts: readonly { readonly name: string; readonly group: Alert['group'] }[],
  sections: readonly Section[],
): string[] {
  const needed = alerts.map(({ name, group }) => `runbooks/${runbookFile(group)}: ## ${name}`);
  const there = sections.map(({ file, title }) => `runbooks/${file}: ## ${title}`);
  return [
    ...lacking(needed, there).map((section) => `${section} is missing; write it as its neighbours are`),
    ...lacking(there, needed).map((section) => `${section} belongs to no alert of that group; take it out`),
  ];
}

/** Panels with an id and no content, and the other way round. `ids` by the panel's key. */
export function panelsMissing(
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
const drawn = ({ fieldConfig }: PanelJson): (number | null)[] =>
  [
    fieldConfig?.defaults.thresholds,
    ...(fieldConfig?.overrides ?? []).flatMap(({ properties }) =>
      properties.filter(({ id }) => id === 'thresholds').map(({ value }) => value as { readonly steps?: Step[] }),
    ),
  ].flatMap((thresholds) => (thresholds?.steps ?? []).map(({ value }) => value));

/** The scale of an alert's number on a panel: events are counted a minute where its axis says so. */
export function alertScale({ threshold, measurement }: Pick<Alert, 'threshold' | 'measurement'>, panel: Scale): Scale {
  const { unit } = threshold.kind === 'objective' ? measurement : threshold;
  return unit === 'per second' && panel === 'per minute' ? panel : unit;
}

/** The scale of a panel as its unit and its axis say it. */
export function panelScale({ fieldConfig }: Pick<PanelJson, 'fieldConfig'>): Scale {
  const { unit = '', custom } = fieldConfig?.defaults ?? {};
  return scaleOf({ unit, counts: custom?.axisLabel });
}

/** Alerts whose number is on no panel that shows them; a table of alerts has no axis to draw it on. */
export const linesMissing = (
  alerts: readonly Pick<Alert, 'name' | 'panel' | 'threshold' | 'measurement'>[],
  panelOf: (alert: Pick<Alert, 'panel'>) => PanelJson | undefined,
): string[] =>
  alerts.flatMap((alert) => {
    const { name, panel } = alert;
    const found = panelOf({ panel });
    const scale = panelScale(found ?? {});
    const needed = alertScale(alert, scale);
    const number = numberIn(needed, alert);
    return number === undefined || found?.type === 'table' || (found !== undefined && drawn(found).includes(number))
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

/** What the contract promises and the healthy hours do not have: there an alert would be silent for want of data. */
export function healthMissing(
  input: readonly string[],
  contract: Readonly<Record<string, Metric>> = promised,
): string[] {
  const inputSelections = input.flatMap((series) => [...readPromql(series).selections]);
  const withoutTargetLabels = (labels: readonly string[]) => lacking(labels, TARGET_LABELS);
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
