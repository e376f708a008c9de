/** Queries the history of a Prometheus-compatible server in requests of limited size. */
import { parseStructure, toGroup } from '../json-values';
import { times, type Evaluations } from '../review/replay/firing';
import { UsageError } from './command-line';
import { describeError } from './error-sentence';
import { postForm, type FormAnswer } from './http-request';
import { readServerAddress } from './server-address';

/** A series with its values at the evaluations at which it exists. */
export interface Series {
  readonly metric: Readonly<Record<string, string>>;
  readonly at: readonly number[];
}
export interface History {
  /** The result of an expression at each evaluation. `what` names it in an error. */
  readonly over: (what: string, expr: string, evaluations: Evaluations) => Promise<Series[]>;
  /** The result of an expression at a time in Unix seconds, as one value for each series. */
  readonly moment: (what: string, expr: string, at: number) => Promise<readonly number[]>;
  /** Warnings in the server's responses so far, each once, with the names of the queries they are about. */
  readonly warnings: () => ReadonlyMap<string, readonly string[]>;
}

/** Options of the requests. */
export interface HistoryAccess {
  /** Sent as X-Scope-OrgID, which Mimir, Thanos and Cortex require. */
  readonly tenant?: string | undefined;
  /** A bearer token; a user name in the address takes precedence. */
  readonly token?: string | undefined;
  /** Timeout of one request, in milliseconds. */
  readonly patience?: number;
}

/** Servers refuse to return more than 11,000 points of a series in one response. */
const POINTS = 10_000;
/** Timeout of one request, in milliseconds; a server's own limit is usually two minutes. */
const TIMEOUT = 150_000;

/** Splits evaluations into parts that a server returns in one response. */
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
  readonly warnings?: unknown;
  readonly infos?: unknown;
  readonly data?: {
    readonly result?: readonly {
      readonly metric: Readonly<Record<string, string>>;
      readonly values?: readonly (readonly [number, string])[];
      readonly value?: readonly [number, string];
    }[];
  };
}

const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];

/** Prometheus' hints on how an expression is written; they say nothing about the samples. */
const isRemark = (text: string): boolean => text.startsWith('PromQL info:');

/** For example `answers with 401 Unauthorized: no org id`, with the start of the response's text. */
function describeRefusal({ status, statusText, text }: FormAnswer, tenant: string | undefined): string {
  const LONGEST = 200;
  const words = /^\s*</.test(text) ? (/<title>(.*?)<\/title>/is.exec(text)?.[1] ?? '') : text;
  const beginning = words.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
  const refusal = `answers with ${status} ${statusText}`.trim() + (beginning === '' ? '' : `: ${beginning}`);
  if (tenant === undefined && /org id|tenant/i.test(beginning)) return `${refusal}; name the tenant with --tenant`;
  return status === 401 ? `${refusal}; a bearer token is read from the variable PROMETHEUS_TOKEN` : refusal;
}

/**
 * Opens a server's API; the address may contain a user name and a password. Throws a {@link UsageError} if it is
 * invalid.
 */
export function history(address: string, access: HistoryAccess = {}): History {
  const { tenant, token = process.env.PROMETHEUS_TOKEN, patience = TIMEOUT } = access;
  const { url, authorization = token ? `Bearer ${token}` : undefined } = readServerAddress('replay', address);
  const headers = {
    accept: 'application/json',
    ...(authorization !== undefined && { authorization }),
    ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
  };
  const warnings = new Map<string, string[]>();

  async function ask(what: string, path: string, parameters: Readonly<Record<string, string>>) {
    const trouble = (reason: string) => new UsageError(`${url}: ${what}: ${reason}`);
    const response = await postForm(`${url}/api/v1/${path}`, headers, parameters, patience).catch((error: unknown) => {
      throw trouble(describeError(error));
    });
    const answer: Answer = toGroup(parseStructure(response.text));
    if (answer.status === 'error') throw trouble(answer.error ?? describeRefusal(response, tenant));
    if (response.status < 200 || response.status > 299) throw trouble(describeRefusal(response, tenant));
    const result = answer.data?.result;
    if (!Array.isArray(result)) throw trouble(`${response.url} does not answer as the API of a Prometheus does`);
    for (const text of [...texts(answer.warnings), ...texts(answer.infos)].filter((each) => !isRemark(each)))
      warnings.set(text, [...new Set([...(warnings.get(text) ?? []), what])]);
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
    warnings: () => warnings,
  };
}
