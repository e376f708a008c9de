/**
 * The simulated platform. It has no clock and no timer: the caller says how much time has passed. So hours are
 * simulated in a moment, and the same seed and steps give the same counters.
 */
import type { Sink } from './exposition';
import * as mix from './load';
import type { Endpoint, Load, Stream, Weights } from './load';
import { logNormal, normal, type Random } from './random';

/**
 * The variation of a stream around its rate: it returns to the mean in about five minutes, and stays within these
 * bounds.
 */
const SWING = { perSecond: 0.01, relaxation: 1 / 300, least: 0.75, most: 1.25 };

/**
 * Seconds after the start within which every stream has an event: otherwise an alert on missing events would fire at
 * every start.
 */
const FIRST_EVENT = 10;

const ERROR_STATUSES = Object.keys({ ...mix.FAILURE_STATUSES, ...mix.CLIENT_ERROR_STATUSES });
const ROUTES = [...new Set(mix.ENDPOINTS.map(({ route }) => route))];
/** The rate limiter has a counter of its own. */
const isError = (status: string): boolean => /^[45]/.test(status) && status !== '429';
const onRoute = (route: string): Endpoint[] => mix.ENDPOINTS.filter((endpoint) => endpoint.route === route);
const equalWeights = (values: readonly string[]): Weights => Object.fromEntries(values.map((value) => [value, 1]));
/** Result of an approval, and its name in the mini app. */
const DECISIONS = new Map([
  ['approved', 'approve'],
  ['rejected', 'reject'],
]);
const EA = [
  { endpoint: '/poll', requests: 'eaPolls', errors: 'eaPollErrors' },
  { endpoint: '/ack', requests: 'eaAcks', errors: 'eaAckErrors' },
] as const;
const EACH_ROUTE = equalWeights(ROUTES);
const BY_WEIGHT = Object.fromEntries(mix.ENDPOINTS.map(({ weight }, i) => [i, weight]));

type Shares = readonly (readonly [value: string, share: number])[];
const shares = new WeakMap<Weights, Shares>();
/** The weights as shares of their sum; computed once, because every simulated event needs some. */
function sharesOf(weights: Weights): Shares {
  let computed = shares.get(weights);
  if (computed === undefined) {
    const entries = Object.entries(weights);
    const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
    computed = entries.map(([value, weight]) => [value, weight / total]);
    shares.set(weights, computed);
  }
  return computed;
}

export class Simulation {
  /** The fraction of the next event of each stream. */
  private readonly due = new Map<string, number>();
  private readonly swings = new Map<string, number>();
  private readonly credits = new Map<string, Map<string, number>>();
  private pool: number;
  private revenue = mix.MRR.start;

  /** `load` is the initial load: a stream without events has no series, as after a restart. */
  constructor(
    private readonly sink: Sink,
    private readonly random: Random,
    load: Load,
  ) {
    this.pool = load.poolSize;
    this.announce(load);
    this.gauges(load, 0);
  }

  /** Simulates `seconds` of a load, ending at `now`. */
  tick(seconds: number, load: Load, now: Date): void {
    const day = mix.tradingDay(now);
    const arrivals = (stream: Stream): number =>
      this.arrivals(stream, load[stream] * (mix.DAILY.has(stream) ? day : 1), seconds);

    this.requests(arrivals, load);
    this.business(arrivals, load);
    this.expertAdvisors(arrivals);
    this.gauges(load, seconds);
  }

  /** The series that exist before anything happens, so that the first event of each is an increase. */
  private announce(load: Load): void {
    for (const { route, method, statuses } of mix.ENDPOINTS) {
      for (const status of [...Object.keys(statuses), '429', ...ERROR_STATUSES]) {
        this.sink.count('http_requests_total', { route, method, status }, 0);
        if (isError(status)) this.sink.count('errors_total', { status, endpoint: route }, 0);
      }
      this.sink.observe('request_duration_seconds', { route, method });
    }
    for (const route of ROUTES) this.sink.count('ratelimit_block_total', { route }, 0);
    for (const query_type of Object.keys(mix.QUERIES)) this.sink.observe('db_query_duration_seconds', { query_type });
    for (const source of load.signals > 0 ? Object.keys(load.sources) : [])
      this.sink.count('signals_ingested_total', { source }, 0);
    for (const [result, decision] of DECISIONS) {
      this.sink.count('approvals_total', { result }, 0);
      this.sink.count('miniapp_approval_actions_total', { decision }, 0);
    }
    for (const plan of load.checkouts > 0 ? Object.keys(mix.PLANS) : [])
      this.sink.count('billing_checkout_started_total', { plan }, 0);
    for (const status of Object.keys(mix.payments(load))) this.sink.count('billing_payments_total', { status }, 0);
    for (const { endpoint, requests } of EA) {
      if (load[requests] > 0) this.sink.count('ea_requests_total', { endpoint }, 0);
      for (const error_type of Object.keys(mix.EA_ERROR_TYPES))
        this.sink.count('ea_errors_total', { endpoint, error_type }, 0);
    }
  }

  /**
   * Number of events of a stream in this step. Fractions are carried over instead of drawn at random: a rare event
   * keeps its rate, and no hour is quiet by chance.
   */
  private arrivals(key: string, rate: number, seconds: number): number {
    const before = this.swings.get(key) ?? 1;
    const noise = SWING.perSecond * Math.sqrt(seconds) * normal(this.random);
    const pull = (1 - before) * Math.min(1, seconds * SWING.relaxation);
    const swing = Math.min(SWING.most, Math.max(SWING.least, before + pull + noise));
    this.swings.set(key, swing);
    const total = (this.due.get(key) ?? this.firstPart(rate)) + rate * swing * seconds;
    this.due.set(key, total % 1);
    return Math.floor(total);
  }

  /** Streams start at different phases, but even a rare one has its first event within seconds of the start. */
  private firstPart(rate: number): number {
    const part = this.random();
    return rate === 0 ? part : 1 - part * Math.min(1, rate * FIRST_EVENT);
  }

  /**
   * Selects values in proportion to their weights: always the one that is furthest behind. So shares are right even for
   * a few events, and a ratio does not vary by chance.
   */
  private deal(key: string, weights: Weights): string {
    let credits = this.credits.get(key);
    if (credits === undefined) this.credits.set(key, (credits = new Map<string, number>()));
    let chosen = '';
    let most = -1;
    for (const [value, share] of sharesOf(weights)) {
      const credit = (credits.get(value) ?? 0) + share;
      credits.set(value, credit);
      if (credit > most) [chosen, most] = [value, credit];
    }
    credits.set(chosen, most - 1);
    return chosen;
  }

  private times(count: number, event: () => void): void {
    for (let i = 0; i < count; i++) event();
  }

  private requests(arrivals: (stream: Stream) => number, load: Load): void {
    const arrived = arrivals('requests');
    const [failures, clientErrors] = [arrivals('failures'), arrivals('clientErrors')];
    this.times(Math.max(0, arrived - failures - clientErrors), () => {
      const endpoint = mix.ENDPOINTS[Number(this.deal('endpoint', BY_WEIGHT))];
      if (endpoint === undefined) return;
      this.answer(endpoint, this.deal(`${endpoint.method} ${endpoint.route}`, endpoint.statuses), load);
    });
    this.times(failures, () => this.error('failure', mix.FAILURE_STATUSES, load));
    this.times(clientErrors, () => this.error('client error', mix.CLIENT_ERROR_STATUSES, load));
    this.times(arrivals('refusals'), () => {
      const route = this.deal('refusal', EACH_ROUTE);
      this.answer({ ...this.oneOf(onRoute(route)), median: mix.REFUSAL_MEDIAN }, '429', load);
      this.sink.count('ratelimit_block_total', { route }, 1);
    });
    for (const [query_type, { perRequest, median }] of Object.entries(mix.QUERIES)) {
      this.times(this.arrivals(`query ${query_type}`, perRequest * arrived, 1), () =>
        this.sink.observe('db_query_duration_seconds', { query_type }, this.time(median)),
      );
    }
  }

  /** One sequence of routes for all statuses, so that no route is selected many times in a row. */
  private error(key: string, statuses: Weights, load: Load): void {
    const status = this.deal(key, statuses);
    const route = this.deal(`${key} route`, EACH_ROUTE);
    this.answer(this.oneOf(onRoute(route)), status, load);
  }

  private answer({ route, method, median }: Endpoint, status: string, load: Load): void {
    this.sink.count('http_requests_total', { route, method, status }, 1);
    if (isError(status)) this.sink.count('errors_total', { status, endpoint: route }, 1);
    this.sink.observe('request_duration_seconds', { route, method }, this.time(median) * load.apiSlowness);
  }

  private business(arrivals: (stream: Stream) => number, load: Load): void {
    this.times(arrivals('signals'), () => {
      this.sink.count('signals_ingested_total', { source: this.deal('source', load.sources) }, 1);
      this.sink.observe('signals_create_seconds', {}, this.time(mix.SIGNAL_MEDIAN));
    });
    this.times(arrivals('approvals'), () => {
      const result = this.deal('result', { approved: 1 - load.rejectedShare, rejected: load.rejectedShare });
      this.sink.count('approvals_total', { result }, 1);
      if (this.deal(`by ${result}`, { miniapp: mix.MINIAPP_SHARE, web: 1 - mix.MINIAPP_SHARE }) === 'web') return;
      const decision = DECISIONS.get(result) ?? result;
      this.sink.count('miniapp_approval_actions_total', { decision }, 1);
      const latency = this.time(mix.MINIAPP_MEDIAN) * load.miniappSlowness;
      this.sink.observe('miniapp_approval_latency_seconds', {}, latency);
    });
    this.times(arrivals('checkouts'), () =>
      this.sink.count('billing_checkout_started_total', { plan: this.deal('plan', mix.PLANS) }, 1),
    );
    this.times(arrivals('payments'), () => {
      const status = this.deal('payment', mix.payments(load));
      this.sink.count('billing_payments_total', { status }, 1);
      if (status === 'success') this.revenue += mix.MRR.perPayment;
    });
    this.sink.count('miniapp_sessions_total', {}, arrivals('sessions'));
    this.sink.count('miniapp_device_register_total', {}, arrivals('deviceRegistrations'));
    this.sink.count('miniapp_device_revoke_total', {}, arrivals('deviceRevocations'));
    this.sink.count('billing_webhook_replay_block_total', {}, arrivals('webhookReplays'));
    this.sink.count('billing_webhook_invalid_sig_total', {}, arrivals('invalidSignatures'));
  }

  private expertAdvisors(arrivals: (stream: Stream) => number): void {
    for (const { endpoint, requests, errors } of EA) {
      const count = arrivals(requests);
      if (count > 0) this.sink.count('ea_requests_total', { endpoint }, count);
      this.times(arrivals(errors), () => {
        const error_type = this.deal(`ea ${endpoint}`, mix.EA_ERROR_TYPES);
        this.sink.count('ea_errors_total', { endpoint, error_type }, 1);
      });
    }
  }

  private gauges(load: Load, seconds: number): void {
    // The pool approaches its target size within half a minute, and always varies a little.
    this.pool +=
      (load.poolSize - this.pool) * Math.min(1, seconds / 15) + (seconds > 0 ? 0.4 * normal(this.random) : 0);
    this.sink.set('db_connection_pool_size', Math.max(0, Math.round(this.pool)));
    this.sink.set('redis_connected', load.redisConnected ? 1 : 0);
    this.sink.set('mrr_total', Math.round(this.revenue * 100) / 100);
  }

  private time(median: number): number {
    return logNormal(this.random, median, mix.LATENCY_SIGMA);
  }
  private oneOf<T>(values: readonly [T, ...T[]] | readonly T[]): T {
    const value = values[Math.floor(this.random() * values.length)];
    if (value === undefined) throw new RangeError('nothing to choose from');
    return value;
  }
}
