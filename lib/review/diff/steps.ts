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
function withValue(raw: Raw, [key, ...innerPath]: Path, value: unknown): Raw {
  if (key === undefined) return raw;
  const { [key]: old, ...otherKeys } = raw;
  if (innerPath.length === 0) return value === undefined ? otherKeys : { ...raw, [key]: value };
  const inner = withValue(isGroup(old) ? old : {}, innerPath, value);
  return Object.keys(inner).length === 0 ? otherKeys : { ...raw, [key]: inner };
}

const inWords = (value: unknown): string =>
  [...leaves(value)].map(([path, leaf]) => (path === '' ? String(leaf) : `${path} ${String(leaf)}`)).join(', ');

/**
 * What stands under a path, as a person reads it: of what `raw` says, the value that the settings have, in which a
 * credential is a marker. Where there are no settings to ask, only that something is said.
 */
function describeValue(raw: Raw, settings: unknown, path: Path): string | undefined {
  const ownValue = valueAt(raw, path);
  if (ownValue === undefined) {
    const value = valueAt(settings, path);
    return value === undefined || isGroup(value) ? undefined : inWords(value);
  }
  if (settings === undefined) return 'another value';
  return pathsOf(ownValue)
    .map((inner) => {
      const value = valueAt(settings, [...path, ...inner]);
      return [...(inner.length === 0 ? [] : [inner.join('.')]), value === undefined ? '...' : inWords(value)].join(' ');
    })
    .join(', ');
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const unique = (paths: readonly Path[]): Path[] => [
  ...new Map(paths.map((path) => [JSON.stringify(path), path])).values(),
];

/** The settings that differ; several of a group that only one side has count as one. */
function differingPaths(before: Raw, after: Raw): Path[] {
  const isOther = (path: Path) => !isSame(valueAt(before, path), valueAt(after, path));
  const paths = unique([...pathsOf(before), ...pathsOf(after)].filter(isOther));
  const wholes = paths.map((path): Path => {
    const group = path.slice(0, 2);
    const onOneSide = valueAt(before, group) === undefined || valueAt(after, group) === undefined;
    const several = paths.filter((other) => isSame(other.slice(0, 2), group)).length > 1;
    return onOneSide && several ? group : path;
  });
  return unique(wholes);
}

function attempt<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Paths that can only change together: first each by itself, then those of one group, then all. */
const changeTogether = (paths: readonly Path[]): Path[][] => [
  ...paths.map((path) => [path]),
  ...[2, 1].flatMap((depth) => [...Map.groupBy(paths, (path) => path.slice(0, depth).join('.')).values()]),
  [...paths],
];

/** What the paths begin with in common. */
const sharedPath = ([first = [], ...paths]: readonly Path[]): Path =>
  first.filter((_key, i) => paths.every((path) => isSame(path.slice(0, i + 1), first.slice(0, i + 1))));

/** The fewest settings that the program takes the values of `to` of, and what it then renders. */
function firstChange(program: Program, raw: Raw, to: Raw, pending: readonly Path[]) {
  for (const paths of changeTogether(pending)) {
    const next = paths.reduce((before, path) => withValue(before, path, valueAt(to, path)), raw);
    const files = attempt(() => program.render(next));
    if (files !== undefined) return { paths, raw: next, files };
  }
  return undefined;
}

/** Takes `from` to `to`, as few settings at a time as the program takes. */
function walk(
  program: Program,
  from: Raw,
  to: Raw,
  byDefault: boolean,
  settings: readonly [unknown, unknown],
): SettingStep[] {
  const steps: SettingStep[] = [];
  let [raw, files] = [from, program.render(from)];
  let pending = differingPaths(from, to);
  while (pending.length > 0) {
    const next = firstChange(program, raw, to, pending);
    // All at once is where it goes; that the program takes it is known.
    if (next === undefined) break;
    const about = sharedPath(next.paths);
    steps.push({
      key: about.join('.') || next.paths.map((path) => path.join('.')).join(', '),
      before: describeValue(from, settings[0], about),
      after: describeValue(to, settings[1], about),
      byDefault,
      files: [files, next.files],
    });
    ({ raw, files } = next);
    pending = pending.filter((path) => !next.paths.includes(path));
  }
  return steps;
}

/** `raw` with those former defaults written out that the program no longer has. */
function withFormerDefaults(program: Program, raw: Raw, former: unknown): Raw {
  const countOf = (one: Raw) => attempt(() => changedLeaves(former, program.settings(one)).length) ?? Infinity;
  const [settings, count] = [program.settings(raw), countOf(raw)];
  const closer = [...pathsOf(former), ...pathsOf(settings)]
    .filter((path) => valueAt(raw, path) === undefined && !isSame(valueAt(former, path), valueAt(settings, path)))
    .map((path) => withValue(raw, path, valueAt(former, path)))
    .find((one) => countOf(one) < count);
  return closer === undefined ? raw : withFormerDefaults(program, closer, former);
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
    const unattributed = differingPaths(base.raw, raw).map((path): SettingStep => {
      const [before, after] = [describeValue(base.raw, base.settings, path), describeValue(raw, settings, path)];
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
