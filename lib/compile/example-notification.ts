/** Example data for an alert's notification, as both engines pass it to the message templates. */
import type { Catalogue } from '../alerting/catalogue';
import type { Alert } from '../alerting/resolve';

/** Example values of labels that every platform has; the platform has examples of its own labels. */
const EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  instance: ['backend-1:8000', 'backend-2:8000', 'backend-3:8000', 'backend-4:8000'],
  mountpoint: ['/var/lib/postgresql', '/var/log', '/', '/srv'],
  integration: ['slack', 'pagerduty', 'email', 'webhook'],
  slower_than: ['2 s'],
};
/** The value of each culprit, as a multiple of the limit. */
const BEYOND = [3.2, 1.8, 1.4, 1.1] as const;
/** For shares: how far the value of each culprit lies between the limit and 1. */
const BEYOND_SHARE = [0.6, 0.4, 0.2, 0.1] as const;

/** When the example alert starts and ends. */
const START = new Date('2026-03-03T02:14:00Z');
const END = new Date('2026-03-03T02:56:00Z');

/** One series of the alert: a culprit, and its place in the order from the worst. */
export interface ExampleSeries {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A value beyond the alert's limit; index 0 is the worst. */
function exampleValue({ measurement: { test, bound }, threshold: { kind, unit } }: Alert, index: number): number {
  const factor = BEYOND[index] ?? 1;
  if (test === '==') return bound;
  if (test === '<') return bound / factor;
  return unit === 'ratio' && kind === 'above'
    ? bound + (1 - bound) * (BEYOND_SHARE[index] ?? 0)
    : (bound || 1) * factor;
}

/**
 * A few culprits, or a single series if there is only one thing to act on. The worst is not the first, so that the
 * order of the message shows.
 */
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
 * A Prometheus template with the variables that Prometheus would set, so that it needs only the functions of Go and
 * Alertmanager. The labels are the common labels of its data.
 */
export const withVariables = (template: string, value: number): string =>
  `{{ $labels := .CommonLabels }}{{ $value := ${value.toFixed(6)} }}` +
  template.replaceAll('$value | humanizePercentage', `printf "%.4g%%" ${(value * 100).toFixed(6)}`);

/** The data of a notification. `annotations` are the expanded annotations of each series. */
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
