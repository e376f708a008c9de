/**
 * Group `slo`: alerts on how fast an error budget is spent, two for each SLO, by several windows and burn rates.
 * https://sre.google/workbook/alerting-on-slos (6: multiwindow, multi-burn-rate alerts)
 */
import type { Platform, Vector } from '../promql';
import { humanize, inWords, seconds, type Duration } from '../units';
import {
  objective as ofObjective,
  type AlertDefinition,
  type Evaluator,
  type Measurement,
  type Numbers,
} from '../alerting/alert';
import { record, type Recorded } from '../alerting/alert-records';
import { errorRatio, volumeOver } from './recording';
import type { PanelRef } from '../alerting/panel-refs';
import type { Slo } from './slo';

/**
 * The workbook's table 5-8: one alert for each share of the budget that is spent within the long window. The short
 * window, about a twelfth of the long one, shows that the problem continues, and resolves the alert soon after it ends.
 */
export const BURNS = {
  page: [
    { budget: 0.02, long: '1h', short: '5m' },
    { budget: 0.05, long: '6h', short: '30m' },
  ],
  ticket: [
    { budget: 0.1, long: '1d', short: '2h' },
    { budget: 0.1, long: '3d', short: '6h' },
  ],
} as const satisfies Record<string, readonly { budget: number; long: Duration; short: Duration }[]>;
type Kind = keyof typeof BURNS;

/**
 * `for` covers what the windows do not: a page has to be active for longer than the restart of a replica takes. A
 * ticket is based on hours of data, and need not fire in the same minute in which a page is about to.
 */
const FOR = { page: '2m', ticket: '15m' } as const;
const SEVERITY = { page: 'critical', ticket: 'warning' } as const;

/** The share of failures in five minutes that counts as an outage, even if the budget would allow it. */
const OUTAGE = { share: 0.3, window: '5m' } as const;

/**
 * With fewer events a second, a share means nothing: three a minute, of which one is 0.6% of an hour, 0.02% of a day.
 */
const SLO_MINIMUM_RATE = 0.05;

/** The share that may fail, without rounding errors of binary fractions. */
export const allowance = (objective: number): number => Number((1 - objective).toPrecision(6));

/** The burn rate that spends `budget` within `long`: 2% of 30 days in one hour is 14.4. */
const factorOf = (budget: number, long: Duration, window: Duration): number =>
  Number(((budget * seconds(window)) / seconds(long)).toPrecision(6));

interface Burn {
  readonly factor: number;
  readonly long: Duration;
  readonly short: Duration;
}

/** The burn rates of an SLO's alert. */
export function burnsOf({ window, sli }: Slo, kind: Kind, objective: number): Burn[] {
  const burns = BURNS[kind].map(({ budget, long, short }) => ({ factor: factorOf(budget, long, window), long, short }));
  const [fastest] = burns;
  if (kind === 'ticket' || fastest === undefined || sli.ofTime) return burns;
  // The fast pair sees a total outage within a minute for a strict SLO, but only after many minutes for a lenient one.
  const allowed = allowance(objective);
  const soon = fastest.factor * allowed * seconds(fastest.long) <= OUTAGE.share * seconds(OUTAGE.window);
  const outage = Math.max(fastest.factor, Number((OUTAGE.share / allowed).toPrecision(3)));
  return soon ? burns : [...burns, { factor: outage, long: OUTAGE.window, short: OUTAGE.window }];
}

const words = ({ factor, long, short }: Burn): string =>
  `${humanize(factor, 'times')} over ${inWords(long)}${long === short ? '' : ` and ${inWords(short)}`}`;

/**
 * The burn rate over a window, while the alert's first window has at least `least` events a second; without `least`,
 * any number.
 */
function burnRate(
  slo: Slo,
  window: Duration,
  objective: number,
  platform: Platform,
  server: Evaluator,
  least?: { readonly over: Duration; readonly minimumRate: number },
): Recorded<never> {
  const burn = errorRatio(slo, window, platform, server).dividedBy(allowance(objective));
  const enough = least && volumeOver(slo, least.over, platform, server).compare('>=', least.minimumRate);
  return record<never>(
    server,
    {
      record: `slo:burn:rate${window}`,
      meaning:
        'How many times faster than its objective allows an error budget is spent; of requests, where there were enough',
    },
    enough === undefined ? burn : burn.and(enough),
    { slo: slo.name },
  );
}

function measure(slo: Slo, kind: Kind) {
  return (platform: Platform, { threshold: objective, minimumRate }: Numbers, server: Evaluator): Measurement => {
    const burns = burnsOf(slo, kind, objective);
    const least = slo.sli.ofTime ? undefined : { over: BURNS[kind][0].long, minimumRate };
    // Of the windows of both kinds, a page reads the two shortest and a ticket the two longest.
    const ofThisKind: readonly Duration[] = BURNS[kind].map((burn) => (kind === 'page' ? burn.short : burn.long));
    const burn = (over: Duration) =>
      burnRate(slo, over, objective, platform, server, ofThisKind.includes(over) ? least : undefined);
    const windows = [...new Set(burns.flatMap(({ long, short }) => [long, short]))];
    const [first, ...furtherBurns] = burns.map(({ factor, long, short }): Vector<never> => {
      const fast = burn(long).series.compare('>', factor);
      return long === short ? fast : fast.and(burn(short).series.compare('>', factor));
    });
    return {
      records: windows.flatMap((over) => burn(over).records),
      value: furtherBurns.reduce((any, one) => any.or(one), first as Vector<never>),
      comparesItself: true,
      by: [],
      test: '>',
      bound: Math.min(...burns.map(({ factor }) => factor)),
      unit: 'times',
      limit: burns.map(words).join(', or '),
    };
  };
}

function alert<P extends PanelRef, C extends string>(
  slo: Slo<P, C>,
  kind: Kind,
): AlertDefinition<P, C, typeof SLO_GROUP> {
  const { alert, title, window, objective, sli, component, summaries, impact, panels } = slo;
  return {
    group: SLO_GROUP,
    slo: slo.name,
    needsRecording: true,
    severity: SEVERITY[kind],
    component,
    threshold: ofObjective(objective),
    for: FOR[kind],
    ...(sli.ofTime ? {} : { minimumRate: SLO_MINIMUM_RATE }),
    summary: summaries[kind],
    impact,
    says: ({ threshold, value, limit, duration }) => ({
      firing: `The error budget of ${title}, ${threshold} over ${inWords(window)}, is spent ${value} as fast as allowed, more than ${limit}, for ${duration}.`,
      resolved: `The error budget of ${title} is no longer spent too fast; it was for`,
    }),
    measure: measure(slo, kind),
    panel: panels.burn,
    // The query returns no data below the burn rates.
    noData: 'ok',
    ...(kind === 'ticket' ? { critical: `${alert}ErrorBudgetBurn` } : {}),
  };
}

/** The group of the SLOs' rules. */
export const SLO_GROUP = 'slo';

type BurnName<S extends Readonly<Record<string, Slo>>> = `${S[keyof S]['alert']}ErrorBudgetBurn${'' | 'Slow'}`;
/** Two alerts for each SLO: a page for a fast burn, a ticket for a slow one. */
export const sloAlerts = <P extends PanelRef, C extends string, const S extends Readonly<Record<string, Slo<P, C>>>>(
  slos: S,
) =>
  Object.fromEntries(
    Object.values(slos).flatMap((slo) => [
      [`${slo.alert}ErrorBudgetBurn`, alert(slo, 'page')],
      [`${slo.alert}ErrorBudgetBurnSlow`, alert(slo, 'ticket')],
    ]),
  ) as Readonly<Record<BurnName<S>, AlertDefinition<S[keyof S]['panels']['burn'], C, typeof SLO_GROUP>>>;
