/** Describes what an update would change, in the format of `npm run diff`. */
import type { AlertSummary } from '../../lib/compile';
import { STACK_FILE } from '../../lib/compile/stack-summary';
import { toGroup, toGroups, type Json } from '../../lib/json-values';
import type { Change } from '../../lib/review/diff/change';
import { entriesOf } from '../../lib/review/diff/follow';
import { changedLeaves } from '../../lib/review/diff/leaves';
import { markdown } from '../../lib/review/diff/markdown';
import { readRendered, summaryOf, type Files } from '../../lib/review/diff/rendered';
import { isDifferent, resourceNoun, type ResourceStep } from '../support/resource-steps';

const RULES = '/etc/prometheus/';

const uploadsOf = ({ uploads }: Json): ReadonlyMap<string, string> =>
  new Map(toGroups(uploads).map(({ file, content }) => [String(file), String(content)]));

/** The texts of a resource that `npm run render` writes too, by their path there. */
function filesOf({ kind, name }: ResourceStep, inputs: Json): [string, string][] {
  if (kind === 'Dashboard') return [[`grafana/dashboards/${name}.json`, String(inputs.configJson)]];
  if (kind !== 'Container' || name !== 'prometheus-files') return [];
  return [...uploadsOf(inputs)]
    .filter(([file]) => file.startsWith(RULES) && /\.ya?ml$/.test(file))
    .map(([file, content]) => [`prometheus/${file.slice(RULES.length)}`, content]);
}

/** `files`, rendered from the former settings, with those texts replaced by the state's: what was deployed. */
function deployedFiles(steps: readonly ResourceStep[], files: Files): Files {
  const texts = steps.flatMap((step) => (step.old === undefined ? [] : filesOf(step, toGroup(step.old.inputs))));
  const fresh = steps.flatMap((step) => (step.old === undefined ? filesOf(step, toGroup(step.new?.inputs)) : []));
  const otherFiles = Object.entries(files).filter(([path]) => !fresh.some(([one]) => one === path));
  const all: Files = Object.fromEntries([...otherFiles, ...texts]);
  const [deployed, today] = [all, files].map((one) => readRendered(one).alerts);
  const alerts = (JSON.parse(all['alerts.json'] ?? '[]') as AlertSummary[]).flatMap((alert) => {
    const rule = deployed?.get(alert.name)?.rule;
    if (rule === undefined) return [];
    return rule.expr === today?.get(alert.name)?.rule?.expr ? [alert] : [{ ...alert, expr: rule.expr }];
  });
  return { ...all, 'alerts.json': JSON.stringify(alerts) };
}

/** Without the panels in `stack.json` of dashboards that another version of the program deployed. */
function withoutPanelsOf(files: Files, dashboards: readonly string[]): Files {
  const summary = summaryOf(files);
  const panels = Object.entries(summary.panelsWithoutAlerts ?? {});
  const otherPanels = panels.filter(([panel]) => !dashboards.includes(panel.split('/')[0] ?? ''));
  return {
    ...files,
    [STACK_FILE]: JSON.stringify({ ...summary, panelsWithoutAlerts: Object.fromEntries(otherPanels) }),
  };
}

/** The changes between the deployed files and `files`: each cause with its effects. */
function entriesSince(steps: readonly ResourceStep[], former: Files, files: Files) {
  const deployed = deployedFiles(steps, former);
  const changedDashboards = Object.keys(deployed).flatMap((path) => {
    const [, dashboard] = /^grafana\/dashboards\/(.*)\.json$/.exec(path) ?? [];
    return dashboard === undefined || deployed[path] === former[path] ? [] : [dashboard];
  });
  return entriesOf(withoutPanelsOf(deployed, changedDashboards), withoutPanelsOf(files, changedDashboards));
}

const VERBS: Readonly<Record<string, string>> = {
  create: 'is created',
  replace: 'is replaced',
  delete: 'is deleted',
  update: 'is changed',
};
/** Properties without credentials whose values are useful to read; a container's image is only an id. */
const READABLE = ['name', 'memory', 'ports', 'command', 'title'];
/** Their changes are reported for each alert and panel by name. */
const IN_WORDS = ['Dashboard', 'RuleGroup'];

const isTextList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const difference = (some: readonly string[], minus: readonly string[]): string[] =>
  some.filter((one) => !minus.includes(one));

/** The change of a property in words; for a list of texts, such as a command, its added and removed items. */
function propertySentences(key: string, before: unknown, after: unknown): string[] {
  if (!READABLE.includes(key)) return [`its ${key} changes`];
  if (isTextList(before) && isTextList(after)) {
    const changes = { loses: difference(before, after), gains: difference(after, before) };
    const verbs = Object.entries(changes).flatMap(([verb, items]) =>
      items.length > 0 ? [`${verb} ${items.join(', ')}`] : [],
    );
    return [`its ${key} ${verbs.join(' and ') || 'changes its order'}`];
  }
  return changedLeaves(before, after).map(
    ({ path, before: a, after: b }) =>
      `its ${[key, path].filter(Boolean).join('.')} changes from ${String(a)} to ${String(b)}`,
  );
}

/** The changed properties of a container or another resource; files only by name. */
function propertyTexts({ old, new: now }: ResourceStep): string[] {
  const [before, after] = [toGroup(old?.inputs), toGroup(now?.inputs)];
  const [oldFiles, newFiles] = [uploadsOf(before), uploadsOf(after)];
  const keys = Object.keys({ ...before, ...after }).filter(
    (key) => !['__defaults', 'uploads', 'memorySwap'].includes(key) && isDifferent(after[key], before[key], after[key]),
  );
  return [
    ...keys.flatMap((key) => propertySentences(key, before[key], after[key])),
    ...[...new Map([...oldFiles, ...newFiles]).keys()]
      .filter((file) => oldFiles.get(file) !== newFiles.get(file))
      .map((file) => `its file ${file} changes`),
  ];
}

/** Sentences about changes that are neither alerts nor panels. */
const resourceSentences = (steps: readonly ResourceStep[]): string[] =>
  steps.flatMap((step) => {
    const { op, kind, name } = step;
    const verb = VERBS[op];
    if (verb === undefined || (IN_WORDS.includes(kind) && op === 'update')) return [];
    const why = op === 'update' || op === 'replace' ? propertyTexts(step) : [];
    // Changes of Prometheus' rules and scrape configuration are described in words.
    if (name === 'prometheus-files' && why.every((text) => text.startsWith(`its file ${RULES}`))) return [];
    return [`- ${resourceNoun(kind)} ${name} ${verb}${why.length > 0 ? `: ${why.join(', ')}` : ''}`];
  });

const withoutCode = (change: Change): Change => ({
  ...change,
  parts: change.parts.map(({ field, text }) => ({ field, text })),
});

const changedSteps = (steps: readonly ResourceStep[]): ResourceStep[] => steps.filter(({ op }) => op in VERBS);

/** The preview of a stack that does not change or is new; undefined of any other, which has to be compared. */
export function previewWithoutComparison(stack: string, steps: readonly ResourceStep[]): string | undefined {
  const changed = changedSteps(steps);
  if (changed.length === 0)
    return `Nothing changes since the last update of stack ${stack}. Whether it runs so: make drift.\n`;
  return changed.every(({ op }) => op === 'create')
    ? `Stack ${stack} is new: ${changed.length} resources are created. FULL=1 lists them.\n`
    : undefined;
}

/**
 * The preview in words of a stack that changes. `former` and `files`: rendered from the settings of the last update, and
 * from today's.
 */
export function previewInWords(stack: string, steps: readonly ResourceStep[], former: Files, files: Files): string {
  const changed = changedSteps(steps);
  const entries = entriesSince(steps, former, files).map((entry) => ({
    stack,
    cause: withoutCode(entry.cause),
    effects: entry.effects.map(withoutCode),
  }));
  const words = markdown('the last update', [{ stack, entries, overridden: new Map() }]).trim();
  const sentences = resourceSentences(changed);
  const engineSection = sentences.length === 0 ? [] : [`### What the engine does\n\n${sentences.join('\n')}`];
  const text = [words, ...engineSection].filter(Boolean).join('\n\n');
  return text === ''
    ? `No alert, panel or server changes; ${changed.length} resources are written anew. FULL=1 shows them.\n`
    : `${text}\n`;
}
