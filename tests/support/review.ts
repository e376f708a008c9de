/** Compares two states of the two stacks, as `npm run diff` does, without a second checkout. */
import { type AlertName } from '../../platform';
import { readStackFile } from '../../lib/settings/stack-file';
import { markdown } from '../../lib/review/diff/markdown';
import type { Files } from '../../lib/review/diff/rendered';
import { reviewStack, type StackReview } from '../../lib/review/diff/review';
import { compareRunbooks } from '../../lib/review/diff/runbooks';
import { stepsOf, type Render, type Raw } from '../../lib/review/diff/steps';
import type { AlertDefinition } from '../../lib/alerting/alert';
import { alerts as catalogue } from '../../platform';
import { renderOf } from '../../scripts/diff/revision';
import { readTree } from '../../scripts/support/base-revision';

/** A stack at one moment: its keys, and what the program renders from keys. */
export interface State {
  readonly raw: Raw;
  readonly render: Render;
}
export const stackState = (stack: string, raw: Raw): State => ({ raw, render: renderOf(stack) });

/** The diff of a stack. The base is rendered at once, like a revision. */
export function reviewChange(stack: string, before: State, after: () => State): StackReview {
  const base = { raw: before.raw, files: before.render(before.raw) };
  const { raw, render } = after();
  return reviewStack(stack, stepsOf(render, base, raw));
}

export const RAW: Readonly<Record<'dev' | 'prod', Raw>> = {
  dev: readStackFile('dev'),
  prod: readStackFile('prod'),
};
const STACKS = ['dev', 'prod'] as const;
const BASE = new Map(STACKS.map((stack) => [stack, stackState(stack, RAW[stack])]));
export const RUNBOOKS: Files = readTree('runbooks');

/** An edit that a person makes to the repository. */
export type Edit =
  | { readonly code: (all: Record<string, AlertDefinition>, names: string[]) => void }
  | { readonly stack: 'dev' | 'prod'; readonly raw: Raw }
  | { readonly dashboard: string; readonly edit: (model: Model) => void }
  | { readonly runbook: string; readonly text: (text: string) => string }
  | { readonly file: string; readonly text: (text: string) => string };

/** An edit and what a reviewer reads about it. */
export interface EditCase {
  readonly edit: Edit;
  /** Sentences, or parts of one, that the diff must contain. */
  readonly says: readonly string[];
  /** Texts that the diff must not contain: noise, or wrong. */
  readonly not?: readonly string[];
  /** The number of lines: one for each cause. */
  readonly lines?: number;
}

export interface PanelModel {
  id: number;
  type: string;
  title: string;
  description?: string;
  gridPos: { x: number; y: number; w: number; h: number };
  targets: { refId: string; expr: string; legendFormat: string }[];
  options: Record<string, unknown>;
  fieldConfig: {
    defaults: { unit?: string; noValue?: string; thresholds: { steps: { value: number | null; color: string }[] } };
    overrides: unknown[];
  };
}
export interface Model {
  title: string;
  refresh: string;
  panels: PanelModel[];
}

/** Edits the catalogue during `run`. */
export function withCatalogue<T>(
  edit: (all: Record<string, AlertDefinition>, names: string[]) => void,
  run: () => T,
): T {
  const all = catalogue as Record<string, AlertDefinition>;
  const before = { ...all };
  const names = Object.keys(before);
  const replaceBy = (definitions: Record<string, AlertDefinition | undefined>) => {
    for (const name of Object.keys(all)) Reflect.deleteProperty(all, name);
    Object.assign(all, definitions);
  };
  try {
    edit(all, names);
    replaceBy(Object.fromEntries(names.map((name) => [name, all[name]])));
    return run();
  } finally {
    replaceBy(before);
  }
}

/** The definition with some changed fields. */
export const withFields =
  (name: AlertName, fields: Partial<AlertDefinition>) => (all: Record<string, AlertDefinition>) => {
    all[name] = { ...all[name], ...fields } as AlertDefinition;
  };

/** `render` with an edit of one rendered file. */
const withEditedFile =
  (render: Render, file: string, edit: (text: string) => string): Render =>
  (raw) => {
    const files = render(raw);
    const text = files[file];
    return text === undefined ? files : { ...files, [file]: edit(text) };
  };

/** The diffs of both stacks and of the runbooks after an edit. */
export function reviewStacks(edit: Edit): {
  readonly reviews: StackReview[];
  readonly runbooks: ReturnType<typeof compareRunbooks>;
} {
  const all = (after: (stack: 'dev' | 'prod', base: State) => State) =>
    STACKS.map((stack) => {
      const base = BASE.get(stack) as State;
      return reviewChange(stack, base, () => after(stack, base));
    });
  if ('code' in edit) {
    // The base is rendered before the catalogue changes.
    BASE.forEach(({ render, raw }) => render(raw));
    const reviews = withCatalogue(edit.code, () => all((stack, { raw }) => stackState(stack, raw)));
    return { reviews, runbooks: [] };
  }
  if ('stack' in edit)
    return { reviews: all((stack, base) => (stack === edit.stack ? { ...base, raw: edit.raw } : base)), runbooks: [] };
  if ('runbook' in edit) {
    const after = { ...RUNBOOKS, [edit.runbook]: edit.text(RUNBOOKS[edit.runbook] ?? '') };
    return { reviews: all((_stack, base) => base), runbooks: compareRunbooks(RUNBOOKS, after) };
  }
  const [file, change] =
    'file' in edit
      ? [edit.file, edit.text]
      : [
          `grafana/dashboards/${edit.dashboard}.json`,
          (text: string) => {
            const model = JSON.parse(text) as Model;
            edit.edit(model);
            return JSON.stringify(model);
          },
        ];
  return {
    reviews: all((_stack, { raw, render }) => ({ raw, render: withEditedFile(render, file, change) })),
    runbooks: [],
  };
}

/** The lines of a diff, one for each cause. */
export const linesOf = (text: string): string[] => text.split('\n').filter((line) => line.startsWith('- '));

/** The text of the diff after an edit, and its lines. */
export function reviewEdit(edit: Edit): { readonly text: string; readonly lines: readonly string[] } {
  const { reviews, runbooks } = reviewStacks(edit);
  const text = markdown('base', reviews, runbooks);
  return { text, lines: linesOf(text) };
}
