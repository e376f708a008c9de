/** What a Prometheus-compatible server knows of the past, in bounded requests. */
import { times, type Evaluations } from '../replay/firing';
import { UsageError } from './command-line';

/** A series at the evaluations at which it is there. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly at: readonly number[];
}
export interface History {
  /** The result of an expression at each evaluation. `what` names it in an error. */
  readonly over: (what: string, expr: string, evaluations: Evaluations) => Promise<Series[]>;
  /** The result of an expression at a time, in Unix seconds, as values by series. */
  readonly moment: (what: string, expr: string, at: number) => Promise<readonly number[]>;
}

/** Servers refuse more than 11,000 points of a series in one answer. */
const POINTS = 10_000;
/** Longest wait for one answer, in milliseconds; a server's own limit is usually two minutes. */
const PATIENCE = 150_000;

/** Evaluations in pieces that a server answers in one request. */
export const pieces = (evaluations: Evaluations, points = POINTS): Evaluations[] => {
  const { from, to, step } = evaluations;
  return times({ from, to, step: step * points }).map((start) => ({
    from: start,
    to: Math.min(to, start + (points - 1) * step),
    step,
  }));
};

interface Answer {
  readonly status?: string;
  readonly error?: string;
  readonly data?: {
    readonly result?: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values?: readonly (readonly [number, string])[];
      readonly value?: readonly [number, string];
    }[];
  };
}

/** Opens a server's API; an address may carry a name and a password. Throws a {@link UsageError} for a bad one. */
export function history(address: string): History {
  if (!URL.canParse(address) || !/^https?:/.test(address))
    throw new UsageError('--replay is not an http or https address');
  const url = new URL(address);
  // Never repeated in a message: an address may carry a password.
  const shown = `${url.origin}${url.pathname.replace(/\/$/, '')}`;
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  const headers = {
    accept: 'application/json',
    ...(url.username !== '' && { authorization: `Basic ${Buffer.from(login).toString('base64')}` }),
  };

  async function ask(what: string, path: string, parameters: Readonly<Record<string, string>>) {
    const trouble = (reason: string) => new UsageError(`${shown}: ${what}: ${reason}`);
    const response = await fetch(`${shown}/api/v1/${path}`, {
      method: 'POST',
      headers,
      body: new URLSearchParams(parameters),
      signal: AbortSignal.timeout(PATIENCE),
    }).catch((error: unknown) => {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      throw trouble(cause instanceof Error ? cause.message || cause.name : String(cause));
    });
    const text = await response.text();
    const answer = ((): Answer | undefined => {
      try {
        return JSON.parse(text) as Answer;
      } catch {
        return undefined;
      }
    })();
    if (answer?.status === 'error') throw trouble(answer.error ?? response.statusText);
    if (!response.ok) throw trouble(`answers with ${response.status} ${response.statusText}`.trim());
    const result = answer?.data?.result;
    if (!Array.isArray(result)) throw trouble('does not answer as the API of a Prometheus does');
    return result as NonNullable<NonNullable<Answer['data']>['result']>;
  }

  return {
    over: async (what, expr, evaluations) => {
      const found = new Map<string, { metric: Series['metric']; at: number[] }>();
      for (const { from, to, step } of pieces(evaluations)) {
        const range = { start: String(from), end: String(to), step: String(step) };
        for (const { metric, values = [] } of await ask(what, 'query_range', { query: expr, ...range })) {
          const { __name__: _name, ...labels } = metric;
          const key = JSON.stringify(Object.entries(labels).sort());
          const series = found.get(key) ?? { metric: labels, at: [] };
          values.forEach(([at]) => series.at.push(at));
          found.set(key, series);
        }
      }
      return [...found.values()];
    },
    moment: async (what, expr, at) =>
      (await ask(what, 'query', { query: expr, time: String(at) })).map(({ value }) => Number(value?.[1])),
  };
}

/** A bar on a terminal that grows with each piece of work; says nothing where nobody watches. */
export function progress(
  all: number,
  stream: NodeJS.WriteStream = process.stderr,
): { done: (what: string) => void; end: () => void } {
  const WIDTH = 30;
  let count = 0;
  const clear = '\r\u001b[2K';
  return {
    done: (what) => {
      count += 1;
      if (!stream.isTTY) return;
      const filled = Math.round((WIDTH * count) / Math.max(1, all));
      stream.write(`${clear}[${'#'.repeat(filled)}${' '.repeat(WIDTH - filled)}] ${count}/${all} ${what}`);
    },
    end: () => {
      if (stream.isTTY) stream.write(clear);
    },
  };
}

/** Does `work` for one after the other, with a bar; in the order of the items, what it returns. */
export async function inTurn<T, R>(
  items: readonly T[],
  named: (item: T) => string,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const bar = progress(items.length);
  const results: R[] = [];
  for (const item of items) {
    results.push(await work(item));
    bar.done(named(item));
  }
  bar.end();
  return results;
}
