/**
 * Finds the cause of each difference. The program can render any settings, so the settings are changed one at a time: a
 * difference between before and after such a step is an effect of that setting, and a difference with equal settings is
 * an effect of the catalogue.
 */
import { isGroup, valueAt } from '../../json-values';
import { changedLeaves, leavesOf } from './leaves';
import { summaryOf, type Files } from './rendered';

/** A stack's keys, as they are in its file. */
export type Raw = Readonly<Record<string, unknown>>;

/** What today's program renders from a stack's keys. Throws if these are not valid. */
export type Render = (raw: Raw) => Files;

/** The settings that apply, defaults included; undefined for files of a revision that did not write them. */
const settingsIn = (files: Files): unknown => summaryOf(files).settings;

export interface SettingStep {
  readonly key: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** Whether the program's default changed, instead of the stack's file. */
  readonly byDefault: boolean;
  readonly files: readonly [Files, Files];
}
type Path = readonly string[];

/** The path of each setting; a list is one setting. */
const pathsOf = (value: unknown, path: Path = []): Path[] =>
  isGroup(value) ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key])) : [path];

/** `raw` with `value` at the path; or without the path, and without groups that become empty. */
function withValue(raw: Raw, [key, ...innerPath]: Path, value: unknown): Raw {
  if (key === undefined) return raw;
  const { [key]: old, ...otherKeys } = raw;
  if (innerPath.length === 0) return value === undefined ? otherKeys : { ...raw, [key]: value };
  const inner = withValue(isGroup(old) ? old : {}, innerPath, value);
  return Object.keys(inner).length === 0 ? otherKeys : { ...raw, [key]: inner };
}

const inWords = (value: unknown): string =>
  [...leavesOf(value)].map(([path, leaf]) => (path === '' ? String(leaf) : `${path} ${String(leaf)}`)).join(', ');

/** The value at a path in words, from `settings`, where a credential is a marker; without them, that it is set. */
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
      return `${inner.join('.')} ${value === undefined ? '...' : inWords(value)}`.trimStart();
    })
    .join(', ');
}

const isSame = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const unique = (paths: readonly Path[]): Path[] =>
  paths.filter((path, i) => paths.findIndex((other) => isSame(path, other)) === i);

/** The settings that differ; if only one side has a group, its settings count as one. */
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

function resultOrUndefined<T>(make: () => T): T | undefined {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** Paths to try, for settings that can only change together: each by itself, then those of one group, then all. */
const changeTogether = (paths: readonly Path[]): Path[][] => [
  ...paths.map((path) => [path]),
  ...[2, 1].flatMap((depth) => [...Map.groupBy(paths, (path) => path.slice(0, depth).join('.')).values()]),
  [...paths],
];

/** The common prefix of the paths. */
const sharedPath = ([first = [], ...paths]: readonly Path[]): Path =>
  first.filter((_key, i) => paths.every((path) => isSame(path.slice(0, i + 1), first.slice(0, i + 1))));

/** The smallest set of settings that the program accepts with the values of `to`, and what it then renders. */
function firstChange(render: Render, raw: Raw, to: Raw, pending: readonly Path[]) {
  for (const paths of changeTogether(pending)) {
    const next = paths.reduce((before, path) => withValue(before, path, valueAt(to, path)), raw);
    const files = resultOrUndefined(() => render(next));
    if (files !== undefined) return { paths, raw: next, files };
  }
  return undefined;
}

/** Changes `from` to `to`, with as few settings at a time as the program accepts. */
function walkKeys(
  render: Render,
  from: Raw,
  to: Raw,
  byDefault: boolean,
  settings: readonly [unknown, unknown],
): SettingStep[] {
  const steps: SettingStep[] = [];
  let [raw, files] = [from, render(from)];
  let pending = differingPaths(from, to);
  while (pending.length > 0) {
    const next = firstChange(render, raw, to, pending);
    // Changing all of them at once gives the final state, which the program is known to accept.
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

/** `raw` with the former defaults written out that differ from the program's current ones. */
function withFormerDefaults(render: Render, raw: Raw, former: unknown): Raw {
  const countOf = (one: Raw) =>
    resultOrUndefined(() => changedLeaves(former, settingsIn(render(one))).length) ?? Infinity;
  const [settings, count] = [settingsIn(render(raw)), countOf(raw)];
  const closer = [...pathsOf(former), ...pathsOf(settings)]
    .filter((path) => valueAt(raw, path) === undefined && !isSame(valueAt(former, path), valueAt(settings, path)))
    .map((path) => withValue(raw, path, valueAt(former, path)))
    .find((one) => countOf(one) < count);
  return closer === undefined ? raw : withFormerDefaults(render, closer, former);
}

export interface Steps {
  readonly target: string;
  /** Rendered files before and after the change of the code alone. */
  readonly catalogue: readonly [Files, Files];
  readonly settings: readonly SettingStep[];
}

/** The differences between a stack at a revision and with today's program and file, cause by cause. */
export function stepsOf(render: Render, base: { readonly raw: Raw; readonly files: Files }, raw: Raw): Steps {
  const now = render(raw);
  const [then, settings] = [settingsIn(base.files), settingsIn(now)];
  const target = String(valueAt(settings, ['target']));
  const former = resultOrUndefined(() => settingsIn(render(base.raw)));
  // Today's program does not accept these keys, so it cannot render them.
  if (former === undefined) {
    const unattributed = differingPaths(base.raw, raw).map((path): SettingStep => {
      const [before, after] = [describeValue(base.raw, then, path), describeValue(raw, settings, path)];
      return { key: path.join('.'), before, after, byDefault: false, files: [now, now] };
    });
    return { target, catalogue: [base.files, now], settings: unattributed };
  }
  const start = then === undefined ? base.raw : withFormerDefaults(render, base.raw, then);
  const defaults = walkKeys(render, start, base.raw, true, [then, former]);
  return {
    target,
    catalogue: [base.files, render(start)],
    settings: [...defaults, ...walkKeys(render, base.raw, raw, false, [former, settings])],
  };
}
