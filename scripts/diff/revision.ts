/** Compares what each stack would deploy at a revision and now. */
import { join } from 'node:path';
import { renderedFiles } from '../../lib/compile/stack-summary';
import { encryptedValues } from '../../lib/settings/stack-file';
import { markdown } from '../../lib/review/diff/markdown';
import { summaryOf, type Files } from '../../lib/review/diff/rendered';
import { reviewStack, wholeStack, type StackReview } from '../../lib/review/diff/review';
import { compareRunbooks } from '../../lib/review/diff/runbooks';
import { stepsOf, type Render } from '../../lib/review/diff/steps';
import { readBase, readTree, unseenSince, type BaseStack } from '../support/base-revision';
import { FOLDER, namesOf, readKeys, settingsOf } from '../support/stacks';
import { UsageError } from '../../lib/servers/command-line';
import type { StackChange } from '../replay/change';

/** What the working tree's program renders from other settings; each set of keys is compiled once. */
export function renderOf(stack: string): Render {
  const rendered = new Map<string, Files>();
  return (raw) => {
    const key = JSON.stringify(raw);
    const found = rendered.get(key) ?? renderedFiles(settingsOf(stack, raw));
    rendered.set(key, found);
    return found;
  };
}

/** Secrets that both sides have, with different ciphertexts. */
const renewedSecrets = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] =>
  [...after].filter(([key, text]) => before.has(key) && before.get(key) !== text).map(([key]) => key);

function review(stack: string, base: BaseStack | undefined, render: Render | undefined): StackReview {
  if (render === undefined) return wholeStack(stack, 'removed', base?.files ?? {});
  const raw = readKeys(stack);
  if (base === undefined) return wholeStack(stack, 'added', render(raw));
  return reviewStack(stack, stepsOf(render, base, raw), renewedSecrets(base.encrypted, encryptedValues(stack, FOLDER)));
}

/** The rendered files of a stack on both sides, for a replay; undefined if the stack is new. */
function change(stack: string, base: BaseStack | undefined): StackChange[] {
  if (base === undefined) return [];
  const settings = settingsOf(stack);
  return [{ stack, before: base.files, after: renderedFiles(settings), settings }];
}

/** The review of all stacks or of one as Markdown, empty if nothing differs; `warn` gets what it cannot say. */
export async function againstRevision(
  revision: string,
  only: string | undefined,
  warn: (text: string) => void,
  overHistory?: (changes: readonly StackChange[]) => Promise<string>,
): Promise<string> {
  const names = namesOf(only);
  const programs = new Map(names.map((name) => [name, renderOf(name)]));
  const renderAhead = () => programs.forEach((render, name) => render(readKeys(name)));
  // The mistakes of a stack are reported in its review.
  const base = await readBase(revision, only, renderAhead);
  const all = [...new Set([...names, ...base.stacks.keys()])].sort();
  if (all.length === 0) throw new UsageError(`--stack ${String(only)}: no such stack, neither now nor at ${revision}`);
  const reviews = all.map((stack) => review(stack, base.stacks.get(stack), programs.get(stack)));
  const runbooks = compareRunbooks(base.runbooks, readTree(join(FOLDER, 'runbooks')));
  if ([...base.stacks.values()].some(({ files }) => summaryOf(files).panelsWithoutAlerts === undefined))
    warn(
      `${base.commit} does not say what its panels draw of alerts (stack.json): each such panel is a line of its own`,
    );
  const unseen = await unseenSince(base.commit);
  if (unseen.length > 0)
    warn(`not compared, as only \`pulumi preview\` knows what becomes of it: ${unseen.join(', ')}`);
  const text = markdown(`\`${base.commit}\``, reviews, runbooks);
  if (overHistory === undefined) return text;
  const changes = names.flatMap((stack) => change(stack, base.stacks.get(stack)));
  return [text, await overHistory(changes)].filter((part) => part !== '').join('\n');
}
