/**
 * Which cause makes which difference. The program can be asked what it would deploy on other settings, so the settings
 * are changed one at a time: what differs before and after one of them is that one's doing, and what differs on the same
 * settings is the catalogue's.
 */
import { isGroup, valueAt } from '../../json-values';
import { changedLeaves, leaves } from './leaves';
import type { Files } from './rendered';

/** A stack's keys, as its file has them. */
export type Raw = Readonly<Record<string, unknown>>;

/** Today's program. Both throw where the keys are no stack. */
export interface Program {
  readonly render: (raw: Raw) => Files;
  /** The settings in force, defaults included. */
  readonly settings: (raw: Raw) => unknown;
}

/** A stack as a revision has it. */
export interface Base {
  readonly raw: Raw;
  readonly files: Files;
  /** The settings in force; undefined of a revision that did not write them. */
  readonly settings: unknown;
}

export interface SettingStep {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether the program's default changed, not the stack's file. */
  readonly byDefault: boolean;
  readonly files: readonly [Files, Files];
}
export interface Steps {
  readonly target: string;
  /** What the code alone changes. */
  readonly catalogue: readonly [Files, Files];
  readonly settings: readonly SettingStep[];
}

type Path = readonly string[];

/** Each setting's path; a list is one setting. */
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  isGroup(value) ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])) : [path];

/** `raw` with `value` under the path, or without the path and the groups that are empty without it. */
function put(raw: Raw, [key, ...rest]: Path, value: unknown): Raw {
  if (key === undefined) return raw;
  const { [key]: old, ...others } = raw;
  if (rest.length === 0) return value === undefined ? others : { ...raw, [key]: value };
  const inner = put(isGroup(old) ? old : {}, rest, value);
  return Object.keys(inner).length === 0 ? others : { ...raw, [key]: inner };
}

const inWords = (value: unknown): string =>
  [...leaves(value)].map(([path, leaf]) => (path === '' ? String(leaf) : `${path} ${String(leaf)}`)).join(', ');

/**
 * What stands under a path, as a person reads it: of what `raw` says, the value that the settings have, in which a
 * credential is a marker. Where there are no settings to ask, only that something is said.
 */
function shown(raw: Raw, settings: unknown, path: Path): string | undefined {
  const given = pathsOf(valueAt(raw, path)).filter((inner) => valueAt(raw, [...path, ...inner]) !== undefined);
  if (given.length === 0) {
    const value = valueAt(settings, path);
    return value === undefined || isGroup(value) ? undefined : inWords(value);
  }
  if (settings === undefined) return 'another value';
  const values = given.map((inner) => {
    const value = valueAt(settings, [...path, ...inner]);
    const text = value === undefined ? '...' : inWords(value);
    return inner.length === 0 ? text : `${inner.join('.')} ${text}`;
  });
  return values.join(', ');
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The settings that differ; several of a group that only one side has count as one. */
function differing(before: Raw, after: Raw): Path[] {
  const all = [...pathsOf(before), ...pathsOf(after)].filter(
    (path) => !same(valueAt(before, path), valueAt(after, path)),
  );
  const paths = all.filter((path, i) => all.findIndex((other) => same(path, other)) === i);
  const groupOf = (path: Path) => path.slice(0, 2);
  const whole = paths.map((path): Path => {
    const group = groupOf(path);
    const one = valueAt(before, group) === undefined || valueAt(after, group) === undefined;
    return one && paths.filter((other) => same(groupOf(other), group)).length > 1 ? group : path;
  });
  return whole.filter((path, i) => whole.findIndex((other) => same(path, other)) === i);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Paths that can only change together: first each by itself, then those of one group, then all. */
const together = (paths: readonly Path[]): Path[][] => {
  const groups = (depth: number) => {
    const heads = new Set(paths.map((path) => path.slice(0, depth).join('.')));
    return [...heads].map((head) => paths.filter((path) => path.slice(0, depth).join('.') === head));
  };
  return [...paths.map((path) => [path]), ...groups(2), ...groups(1), [...paths]];
};

/** Takes `from` to `to`, as few settings at a time as the program takes. */
function walk(
  program: Program,
  from: Raw,
  to: Raw,
  byDefault: boolean,
  settings: readonly [unknown, unknown],
): SettingStep[] {
  const steps: SettingStep[] = [];
  let [current, files] = [from, program.render(from)];
  let pending = differing(from, to);
  while (pending.length > 0) {
    const tries = together(pending).map((paths) => {
      const raw = paths.reduce((before, path) => put(before, path, valueAt(to, path)), current);
      return { paths, raw };
    });
    let next: { paths: Path[]; raw: Raw; files: Files } | undefined;
    for (const { paths, raw } of tries) {
      const rendered = attempt(() => program.render(raw));
      if (rendered !== undefined) {
        next = { paths, raw, files: rendered };
        break;
      }
    }
    // All at once is where it goes; that the program takes it is known.
    if (next === undefined) break;
    const { paths } = next;
    const [first = []] = paths;
    const shared = first.slice(0, first.findIndex((key, i) => paths.some((path) => path[i] !== key)) >>> 0);
    const key = (paths.length === 1 ? first : shared).join('.') || paths.map((path) => path.join('.')).join(', ');
    const about = paths.length === 1 ? first : shared;
    steps.push({
      key,
      before: shown(from, settings[0], about),
      after: shown(to, settings[1], about),
      byDefault,
      files: [files, next.files],
    });
    [current, files] = [next.raw, next.files];
    const done = paths;
    pending = pending.filter((path) => !done.includes(path));
  }
  return steps;
}

/** `raw` with those former defaults written out that the program no longer has. */
function withFormerDefaults(program: Program, raw: Raw, former: unknown): Raw {
  const count = (one: Raw) => attempt(() => changedLeaves(former, program.settings(one)).length);
  let [best, left] = [raw, count(raw) ?? 0];
  while (left > 0) {
    const paths = [...pathsOf(former), ...pathsOf(program.settings(best))].filter(
      (path) => valueAt(raw, path) === undefined && !same(valueAt(former, path), valueAt(program.settings(best), path)),
    );
    const found = paths
      .map((path) => put(best, path, valueAt(former, path)))
      .map((one) => ({ one, left: count(one) ?? Infinity }))
      .sort((a, b) => a.left - b.left)[0];
    if (found === undefined || found.left >= left) return best;
    [best, left] = [found.one, found.left];
  }
  return best;
}

const targetOf = (settings: unknown): string => String(valueAt(settings, ['target']));

/** What differs between a stack as a revision has it and as today's program and file have it, cause by cause. */
export function stepsOf(program: Program, base: Base, raw: Raw): Steps {
  const now = program.render(raw);
  const settings = program.settings(raw);
  const target = targetOf(settings);
  const former = attempt(() => program.settings(base.raw));
  // Keys that today's program does not take: it cannot be asked what they would do.
  if (former === undefined) {
    const unattributed = differing(base.raw, raw).map((path): SettingStep => {
      const [before, after] = [shown(base.raw, base.settings, path), shown(raw, settings, path)];
      return { key: path.join('.'), before, after, byDefault: false, files: [now, now] };
    });
    return { target, catalogue: [base.files, now], settings: unattributed };
  }
  const start = base.settings === undefined ? base.raw : withFormerDefaults(program, base.raw, base.settings);
  const defaults = walk(program, start, base.raw, true, [base.settings, former]);
  return {
    target,
    catalogue: [base.files, program.render(start)],
    settings: [...defaults, ...walk(program, base.raw, raw, false, [former, settings])],
  };
}
