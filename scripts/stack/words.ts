/** `make preview` and `make drift`: described in words, or with `--full` as the engine prints them. */
import { containerName } from '../../lib/settings/names';
import { join } from 'node:path';
import type { EngineEvent, Stack } from '@pulumi/pulumi/automation';
import { parseStructured } from '../../lib/settings/raw';
import { renderedFiles } from '../../lib/compile/stack-summary';
import type { Raw } from '../../lib/review/diff/steps';
import type { Settings } from '../../lib/settings/schema';
import type { Files } from '../../lib/review/diff/rendered';
import { UsageError } from '../../lib/servers/command-line';
import { containersAtStart, describeStuckContainers, isWell } from '../../lib/servers/docker-containers';
import { withPortForward } from '../../lib/servers/port-forward';
import { withPolicies } from '../support/policy-pack';
import { refreshOptions } from '../support/refresh-options';
import { DOCKER_STACK, resourceSteps } from '../support/resource-steps';
import { STATE } from '../support/own-state';
import { undeployedError } from '../support/stack-workspace';
import { readKeys, settingsOf } from '../support/stacks';
import { driftSentences } from './drift-words';
import { previewInWords, previewWithoutComparison } from './preview-words';

const BIN = join(STATE, 'bin');
const show = (text: string): void => void process.stdout.write(text);

/**
 * What today's program renders from the settings of the last update, with the secrets in `keys`; `files` if there was no
 * update, or if the program does not accept those settings.
 */
async function formerFiles(stack: Stack, keys: Raw, files: Files): Promise<Files> {
  try {
    const history = await stack.history(20, 1, false);
    const last = history.find(({ kind, result }) => kind === 'update' && result === 'succeeded');
    if (last === undefined) return files;
    const former = Object.entries(last.config).map(([key, { value, secret }]) => {
      const name = key.slice(key.indexOf(':') + 1);
      return [name, secret ? keys[name] : value] as const;
    });
    return renderedFiles(settingsOf(stack.name, parseStructured(Object.fromEntries(former))));
  } catch {
    return files;
  }
}

export async function preview(stack: Stack, full: boolean): Promise<void> {
  const events: EngineEvent[] = [];
  await withPolicies(BIN, events, (policies) =>
    stack.preview({
      ...policies,
      ...(full && { onOutput: show, diff: true }),
    }),
  );
  if (full) return;
  const steps = resourceSteps(events);
  const sentence = previewWithoutComparison(stack.name, steps);
  if (sentence !== undefined) return show(sentence);
  const keys = readKeys(stack.name);
  const files = renderedFiles(settingsOf(stack.name, keys));
  show(previewInWords(stack.name, steps, await formerFiles(stack, keys, files), files));
}

/** Throws if somebody made manual changes, or the file differs from what is deployed. */
export const drift = (stack: Stack, settings: Settings, full: boolean): Promise<void> =>
  withPortForward(settings, () => findDrift(stack, settings, full));

async function findDrift(stack: Stack, settings: Settings, full: boolean): Promise<void> {
  const { catalogue, target } = settings;
  const events: EngineEvent[] = [];
  // A refresh of everything would read each dashboard from Grafana, and fail if Grafana's container is gone.
  const running = target === 'docker' ? await containersAtStart(catalogue.name) : undefined;
  const grafanaAway = running !== undefined && !isWell(running, containerName(settings, 'grafana'));
  const { changeSummary } = await stack.preview({
    refresh: true,
    ...refreshOptions(settings),
    ...(grafanaAway && { target: [DOCKER_STACK] }),
    onEvent: (event) => events.push(event),
    ...(full && { onOutput: show, diff: true, expectNoChanges: true }),
  });
  if (full) return;
  // Neither is a difference: a run may reach Grafana at another port, and resources that are only read are not this
  // stack's.
  const moved = events.filter(
    ({ resOutputsEvent: { metadata } = {} }) =>
      metadata?.type === 'pulumi:providers:grafana' && metadata.op === 'update',
  );
  const changes = Object.entries(changeSummary).some(
    ([op, count]) => !['same', 'read'].includes(op) && count > (op === 'update' ? moved.length : 0),
  );
  if (Object.keys(changeSummary).every((op) => ['create', 'read'].includes(op))) throw undeployedError(stack.name);
  const hanging = describeStuckContainers(running ?? [], settings);
  if (!changes && !grafanaAway && hanging.length > 0) throw new UsageError(hanging.join('\n'));
  if (!changes && !grafanaAway) return show(`No drift: what runs is stack ${stack.name} as its file says.\n`);
  const found = [
    ...driftSentences(resourceSteps(events)),
    ...(grafanaAway ? ['- what is in Grafana was not compared, as its container is not well'] : []),
  ];
  throw new UsageError(
    found.length > 0
      ? [
          `What runs is not stack ${stack.name}:`,
          ...found,
          ...hanging.map((sentence) => `- ${sentence}`),
          "`make up` deploys the stack as its file says; `make drift FULL=1` has the engine's text.",
        ].join('\n')
      : `Nobody changed anything by hand, but stack ${stack.name} is not deployed as its file says: \`make preview\` says what differs.`,
  );
}
