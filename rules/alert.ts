/** What an alert is made of, before a stack's numbers are filled in. */
import type { PanelRef } from './panel-ids';
import type { Exporter } from '../metrics/exporter-metrics';
import type { Platform, Vector } from '../metrics/promql';
import type { Duration, Unit } from '../metrics/units';
import type { Component, Group, Severity } from './labels';
import type { SloName } from './slo';

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

/** One comparison: the alert holds while `value` compares so with `bound`. */
export interface Measurement {
  readonly value: Vector<never>;
  readonly test: '>' | '<' | '==';
  readonly bound: number;
  /** Unit of `value` and `bound`, for messages; differs from the threshold's where that chooses a bucket. */
  readonly unit: Unit;
  /** What the value is, as the beginning of a sentence that "is <value>" continues. */
  readonly subject: string;
  /** Events a second that the value is made of; below `minimumRate` the alert keeps quiet. */
  readonly volume?: Vector<never>;
  /** The limit in words, where it is more than `bound`. */
  readonly limit?: string;
}

/** What a measurement needs to know of the server that evaluates it. */
export interface Evaluator {
  /** The exporters that it is to scrape. */
  readonly exporters: readonly Exporter[];
  /** Whether it evaluates the recording rules; where not, what they record is asked directly. */
  readonly recorded: boolean;
}

export interface AlertDefinition {
  readonly group: Group;
  readonly severity: Severity;
  readonly component: Component;
  readonly threshold: Threshold;
  /** How long it must hold before it fires. */
  readonly for: Duration;
  /** Least volume, in events a second, that a ratio is taken of: one failed payment of one is no trend. */
  readonly minimumRate?: number;
  /** One line for a phone's screen. */
  readonly summary: string;
  /** What it means for users, one sentence. */
  readonly impact: string;
  readonly measure: (platform: Platform, threshold: number, server: Evaluator) => Measurement;
  /** The largest threshold that the metric can still exceed, exclusive or inclusive as said; none where open. */
  readonly ceiling?: { readonly value: number; readonly inclusive: boolean; readonly because: string };
  /** The exporters of which one must be there, as only they see what the alert measures; without it none need be. */
  readonly requires?: readonly Exporter[];
  /** The panel that shows what the alert measures. */
  readonly panel: PanelRef;
  /** What it means when the query returns nothing: `ok` where no series is no event. */
  readonly noData: 'ok' | 'alerting';
  /** The critical alert on the same quantity: it must be the stricter one, and it silences this one. */
  readonly critical?: string;
  /** Alerts that say the same sooner or louder: while one of them fires, this one has nothing to add. */
  readonly impliedBy?: readonly string[];
  /** The SLO whose error budget it watches. */
  readonly slo?: SloName;
}

/** Keeps the literal names of a group's alerts. */
export const alerts = <const A extends Readonly<Record<string, AlertDefinition>>>(group: A): A => group;
