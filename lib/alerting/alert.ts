/** The definition of an alert, before a stack's thresholds are filled in. */
import type { Platform, Vector } from '../promql';
import type { Duration, Unit } from '../units';
import type { PanelRef } from './panel-refs';
import type { Severity } from './severity';
import type { MarketHours } from '../market/hours';
import type { LabelledRule } from '../promql/recording-rule';
import type { AlertSentences } from './sentences';

/**
 * The number that an alert compares with, in `unit`. A stack may override `above` and `below`. An alert on missing
 * events compares with zero, so there is nothing to override. The threshold of an SLO's alerts follows from its
 * objective, which a stack sets once for all of them.
 */
export type Threshold =
  | { readonly kind: 'above'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'below'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'fixed'; readonly value: number; readonly unit: Unit }
  | { readonly kind: 'objective'; readonly value: number; readonly unit: 'ratio' };
export const above = (value: number, unit: Unit): Threshold => ({ kind: 'above', value, unit });
export const below = (value: number, unit: Unit): Threshold => ({ kind: 'below', value, unit });
export const fixedThreshold = (value: number, unit: Unit): Threshold => ({ kind: 'fixed', value, unit });
export const objective = (value: number): Threshold => ({ kind: 'objective', value, unit: 'ratio' });

/** The number that one value of a label is compared with. */
export interface LabelLimit {
  readonly label: LimitedLabel;
  readonly value: string;
  /** In the threshold's unit. */
  readonly threshold: number;
  /** In the measurement's unit. */
  readonly bound: number;
}

/** One comparison: the alert is active for each series of `value` for which the comparison with `bound` is true. */
export interface Measurement {
  /**
   * The recording rules that it needs, evaluated just before the alert in this order; left out if the server records
   * nothing.
   */
  readonly records?: readonly LabelledRule[];
  /** One series for each culprit, and one for the total if the alert is about both. */
  readonly value: Vector;
  /** Set if `value` only has series that are beyond their limits, of which `bound` is the lowest. */
  readonly comparesItself?: true;
  /** The labels that identify a culprit: what a person would act on. Empty if there is only one thing to act on. */
  readonly by: readonly string[];
  /** What the total over all culprits is called, such as "all routes"; left out if the alert has no total. */
  readonly together?: string;
  readonly test: '>' | '<' | '==';
  readonly bound: number;
  /** The limits of single label values, if a stack sets some; `bound` is then the one that is passed first. */
  readonly limits?: readonly LabelLimit[];
  /** The limit of all other label values; only together with `limits`. */
  readonly usualBound?: number;
  /**
   * Unit of `value` and `bound`, for messages; it differs from the threshold's unit if the threshold selects a bucket.
   */
  readonly unit: Unit;
  /** If the value is the share of slow events: the duration that they exceed, as a text or a template. */
  readonly slowerThan?: string;
  /** The limit in words, if it is more than `bound`. */
  readonly limit?: string;
}

/** Labels whose single values may have thresholds of their own, by the key of a stack file that lists them. */
export const LIMITED_LABELS = {
  routes: 'route',
  endpoints: 'endpoint',
  instances: 'instance',
  mountpoints: 'mountpoint',
} as const;
export type LimitedKey = keyof typeof LIMITED_LABELS;
export type LimitedLabel = (typeof LIMITED_LABELS)[LimitedKey];

/** An alert's numbers in a stack. */
export interface Numbers {
  /** The number compared with, in the threshold's unit. */
  readonly threshold: number;
  /** Minimum volume, in events a second; 0 if the alert has none. */
  readonly minimumRate: number;
}

/** Properties of the server that evaluates the rules, as far as measurements depend on them. */
export interface Evaluator extends MarketHours {
  /** The exporters that it scrapes; alerts and panels on others do not exist. */
  readonly exporters: readonly string[];
  /** The time between two scrapes of the platform and of the exporters. */
  readonly scrapeInterval: Duration;
}

/**
 * The usual values of a ratio, from which the rate of false alerts follows: with few events, the ratio exceeds any
 * limit now and then.
 */
export interface BaselineTraffic {
  /** Minimum number of bad events in the window, in addition to the minimum volume. */
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
  /** The part of the system that the alert is about; the value of the label `component`. */
  readonly component: C;
  readonly threshold: Threshold;
  /** How long the condition must hold before the alert fires. */
  readonly for: Duration;
  /** Minimum volume for a ratio, in events a second: one failed payment out of one is no trend. */
  readonly minimumRate?: number;
  /** For an alert on a ratio: the ordinary traffic with which it fires less than once a month without a cause. */
  readonly background?: BaselineTraffic;
  /** One line, short enough for a phone's screen. */
  readonly summary: string;
  /** The impact on users, in one sentence. */
  readonly impact: string;
  /** The sentences of a notification while the alert fires and when it is resolved; {@link Sentences} has examples. */
  readonly says: AlertSentences;
  readonly measure: (platform: Platform, numbers: Numbers, server: Evaluator) => Measurement;
  /** The largest threshold that the metric can still exceed, if something other than its unit limits it. */
  readonly ceiling?: { readonly value: number; readonly because: string };
  /** The thresholds that are compared exactly; with all others the value is estimated. */
  readonly exactNumbers?: readonly number[];
  /** Exporters that see what the alert measures: a stack needs one of them. Left out if it needs none. */
  readonly requires?: readonly string[];
  /** The key under which a stack may set thresholds of single label values. */
  readonly limitsBy?: LimitedKey;
  /**
   * Set if the alert compares with series that were recorded for hours: it does not exist where no rules are evaluated.
   */
  readonly needsRecording?: true;
  /** The panel that shows what the alert measures. */
  readonly panel: P;
  /** The state if the query returns no data: `ok` if no series means no events. */
  readonly noData: 'ok' | 'alerting';
  /** The critical alert on the same quantity: it has the stricter threshold, and it inhibits this one. */
  readonly critical?: string;
  /** Set if it is measured only in market hours, in a stack that has some. */
  readonly marketHours?: true;
  /** The SLO whose error budget it watches. */
  readonly slo?: string;
}

/**
 * The alert on a Prometheus that does not answer, which only Grafana can evaluate. Its annotations have no value, as
 * there is no response.
 */
export type DataSourceAlert = Pick<AlertDefinition, 'group' | 'severity' | 'component' | 'for' | 'panel' | 'impact'> & {
  readonly name: string;
};
