/** An example of what an alert's notification is made of: the data that the message templates are given, whatever the engine. */
import type { Catalogue } from '../alerting/catalogue';
import type { Alert } from '../alerting/resolve';

/** Values of labels that any platform has; of its own labels the platform has examples. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  instance: ['backend-1:8000', 'backend-2:8000', 'backend-3:8000', 'backend-4:8000'],
  mountpoint: ['/var/lib/postgresql', '/var/log', '/', '/srv'],
  integration: ['slack', 'pagerduty', 'email', 'webhook'],
  slower_than: ['2 s'],
};
/** How far beyond its limit each of them is. */
const BEYOND = [3.2, 1.8, 1.4, 1.1] as const;
/** How much of what lies between its limit and all of it each of them has, where it is a share. */
const BEYOND_SHARE = [0.6, 0.4, 0.2, 0.1] as const;

/** It began, and it ended. */
const START = new Date('2026-03-03T02:14:00Z');
const END = new Date('2026-03-03T02:56:00Z');

/** One series of the alert: a culprit, and how far beyond the limit it is. */
export interface ExampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A value beyond the alert's limit; the first is the worst. */
function exampleValue({ measurement: { test, bound }, threshold: { kind, unit } }: Alert, index: number): number {
  const factor = BEYOND[index] ?? 1;
  if (test === '==') return bound;
  if (test === '<') return bound / factor;
  return unit === 'ratio' && kind === 'above'
    ? bound + (1 - bound) * (BEYOND_SHARE[index] ?? 0)
    : (bound || 1) * factor;
}

/** A few culprits, or one series where there is but one thing to act on. The worst is not the first. */
export function exampleSeries(alert: Alert, { labelExamples }: Catalogue): ExampleSeries[] {
  const examples = { ...EXAMPLES, ...labelExamples };
  const { measurement, labels, name, annotations } = alert;
  const inText = [...annotations.description.matchAll(/\$labels\.(\w+)/g)].map(([, label = '']) => label);
  const labelNames = new Set([...measurement.by, ...inText.filter((label) => !Object.hasOwn(labels, label))]);
  const count = measurement.by.length === 0 ? 1 : BEYOND.length;
  return BEYOND.slice(0, count)
    .map((_factor, index) => ({
      labels: {
        alertname: name,
        ...labels,
        ...Object.fromEntries(
          [...labelNames].map((label) => [label, examples[label]?.[index] ?? `${label}-${index + 1}`]),
        ),
      },
      value: exampleValue(alert, index),
    }))
    .reverse();
}

/**
 * A Prometheus template with the variables that Prometheus sets, as a template that needs nothing but Go's functions and
 * Alertmanager's. The labels are the common ones of what it is given.
 */
export const withVariables = (template: string, value: number): string =>
  `{{ $labels := .CommonLabels }}{{ $value := ${value.toFixed(6)} }}` +
  template.replaceAll('$value | humanizePercentage', `printf "%.4g%%" ${(value * 100).toFixed(6)}`);

/** The data of a notification. `annotations` are each series' texts, filled in. */
export function exampleNotification(
  series: readonly ExampleSeries[],
  annotations: readonly Readonly<Record<string, string>>[],
  status: 'firing' | 'resolved',
  externalURL: string,
) {
  const labels: Readonly<Record<string, string>> = series[0]?.labels ?? {};
  const alerts = series.map((each, index) => ({
    status,
    labels: each.labels,
    annotations: annotations[index] ?? {},
    startsAt: new Date(START.getTime() + index * 60_000).toISOString(),
    endsAt: END.toISOString(),
    fingerprint: `${index}`,
  }));
  return {
    status,
    receiver: labels.severity ?? '',
    externalURL,
    groupLabels: labels,
    commonLabels: labels,
    commonAnnotations: annotations[0] ?? {},
    alerts,
  };
}
