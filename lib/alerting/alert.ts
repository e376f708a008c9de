/** What an alert is made of, before a stack's numbers are filled in. */
import type { Platform, Vector } from '../promql';
import type { Duration, Unit } from '../units';
import type { PanelRef } from './panel-refs';
import type { Severity } from './severity';
import type { MarketHours } from '../market/hours';
import type { AlertRecord } from './alert-records';
import type { AlertSentences } from './sentences';

/**
 * The number an alert compares with, in `unit`. `above` and `below` may be overridden by a stack; an alert on
 * nothing happening compares with zero and has no number to override; that of an SLO follows from its objective, which
 * a stack sets for the SLO's alerts together.
 */
export type Threshold =
  | { readonly kind: 'above'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'below'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'fixed'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'objective'; readonly value: number; readonly unit: 'ratio' };
export const above = (value: number, unit: Unit): Threshold => ({ kind: 'above', value, unit });
export const below = (value: number, unit: Unit): Threshold => ({ kind: 'below', value, unit });
export const fixed = (value: number, unit: Unit): Threshold => ({ kind: 'fixed', value, unit });
export const objective = (value: number): Threshold => ({ kind: 'objective', value, unit: 'ratio' });

/** The number that one value of a label is compared with. */
export interface LabelLimit {
  readonly label: LimitedLabel;
  readonly value: string;
  /** In the threshold's unit. */
  readonly threshold: number;
  /** In the measurement's. */
  readonly bound: number;
}

/** One comparison: the alert holds for each series of `value` that compares so with `bound`. */
export interface Measurement {
  /** What is recorded for it, to be evaluated just before it in this order; nothing where the server records nothing. */
  readonly records?: readonly AlertRecord[];
  /** A series for each culprit, and one for all together where the alert is about both. */
  readonly value: Vector;
  /** Whether `value` is there only while it is beyond its limits, of which `bound` is the least. */
  readonly comparesItself?: true;
  /** The labels by which a culprit is known: what a person would act on. Empty where there is but one thing to act on. */
  readonly by: readonly string[];
  /** What the total over all culprits is called, where it is one of the series: such as "all routes". */
  readonly together?: string;
  readonly test: '>' | '<' | '==';
  readonly bound: number;
  /** The numbers of single label values, where a stack sets some; `bound` is then the one that is passed first. */
  readonly limits?: readonly LabelLimit[];
  /** What all others are compared with, where there are `limits`. */
  readonly usualBound?: number;
  /** Unit of `value` and `bound`, for messages; differs from the threshold's where that chooses a bucket. */
  readonly unit: Unit;
  /** Where the value is the share of slow events: than what they are slower, a text or a template. */
  readonly slowerThan?: string;
  /** The limit in words, where it is more than `bound`. */
  readonly limit?: string;
}

/** Labels of which single values may have a number of their own, by the key of a stack file that lists them. */
export const LIMITED_LABELS = {
  routes: 'route',
  endpoints: 'endpoint',
  instances: 'instance',
  mountpoints: 'mountpoint',
} as const;
export type LimitedKey = keyof typeof LIMITED_LABELS;
export type LimitedLabel = (typeof LIMITED_LABELS)[LimitedKey];

/** An alert's numbers as the stack has them. */
export interface Numbers {
  /** The number compared with, in the threshold's unit. */
  readonly threshold: number;
  /** How long it must hold before it fires. */
  readonly for: Duration;
  /** Least volume, in events a second; 0 where the alert has none. */
  readonly minimumRate: number;
}

/** What a measurement needs to know of the server that evaluates it. */
export interface Evaluator extends MarketHours {
  /** The exporters that it is to scrape. */
  readonly exporters: readonly string[];
  /** The time between two scrapes of the platform and of the exporters. */
  readonly scrapeInterval: Duration;
}

/**
 * What a ratio is compared against on an ordinary day, from which follows how often the alert is told for nothing: a
 * share of few events is above any limit now and then.
 */
export interface BaselineTraffic {
  /** Least number of bad events in the window, beside the least volume. */
  readonly least: number;
  /** Events of one culprit in five minutes, and the share of them that is usually bad. */
  readonly events: number;
  readonly share: number;
  /** How many culprits there are. */
  readonly culprits: number;
}

/** What an alert is: `P`, `C` and `G` are the panels, components and groups that the platform has. */
export interface AlertDefinition<P extends PanelRef = PanelRef, C extends string = string, G extends string = string> {
  readonly group: G;
  readonly severity: Severity;
  /** The part of the system that it is about; the value of the label `component`. */
  readonly component: C;
  readonly threshold: Threshold;
  /** How long it must hold before it fires. */
  readonly for: Duration;
  /** Least volume, in events a second, that a ratio is taken of: one failed payment of one is no trend. */
  readonly minimumRate?: number;
  /** Where the alert is on a ratio: the ordinary day on which it is told less than once a month. */
  readonly background?: BaselineTraffic;
  /** One line for a phone's screen. */
  readonly summary: string;
  /** What it means for users, one sentence. */
  readonly impact: string;
  /** What a notification says while it fires and when it is over, such as {@link Sentences} has examples of. */
  readonly says: AlertSentences;
  readonly measure: (platform: Platform, numbers: Numbers, server: Evaluator) => Measurement;
  /** The largest threshold that the metric can still exceed, where that follows from more than its unit. */
  readonly ceiling?: { readonly value: number; readonly because: string };
  /** The numbers that are compared exactly, where all others are estimated. */
  readonly exactNumbers?: readonly number[];
  /** The exporters of which one must be there, as only they see what the alert measures; without it none need be. */
  readonly requires?: readonly string[];
  /** The key under which a stack may give single values of a label a number of their own. */
  readonly limitsBy?: LimitedKey;
  /** Whether it compares with what was recorded for hours: where no rules are evaluated it does not exist. */
  readonly needsRecording?: true;
  /** The panel that shows what the alert measures. */
  readonly panel: P;
  /** What it means when the query returns nothing: `ok` where no series is no event. */
  readonly noData: 'ok' | 'alerting';
  /** The critical alert on the same quantity: it must be the stricter one, and it inhibits this one. */
  readonly critical?: string;
  /** Whether it is measured in market hours only, where a stack has some. */
  readonly marketHours?: true;
  /** The SLO whose error budget it watches. */
  readonly slo?: string;
}

/** The alert that Grafana alone can evaluate: that it cannot ask Prometheus. Its texts have no value: nothing answers. */
export type DataSourceAlert = Pick<AlertDefinition, 'group' | 'severity' | 'component' | 'for' | 'panel' | 'impact'> & {
  readonly name: string;
};
