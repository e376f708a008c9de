/**
 * `make silence ALERT=HighAPILatency FOR=2h WHY='TICKET-123'`: silences one alert of the deployed stack. `make
 * silences` lists its silences, `make silence END=ID` ends one.
 */
import { userInfo } from 'node:os';
import { resolveAll } from '../lib/alerting/resolve';
import { command, required } from '../lib/servers/command-line';
import { addSilence, concernsEnvironment, endSilence, listSilences, silencedAlerts } from '../lib/servers/silences';
import type { Settings } from '../lib/settings/schema';
import { ruleContext } from '../lib/settings/settings';
import { chooseSilence, describeSilence, readSilenceRequest } from './silence/request';
import { withNotifyingEngine, type NotifyingEngine } from './support/notifying-engine';
import { openStack } from './support/stack-workspace';
import { settingsOf } from './support/stacks';

/** The request to the engine; returns the text to print. */
type Work = (engine: NotifyingEngine) => Promise<string>;

async function silencesOf(engine: NotifyingEngine, { environment }: Settings) {
  return (await listSilences(engine)).filter((silence) => concernsEnvironment(silence, environment));
}

const list =
  (stack: string, settings: Settings): Work =>
  async (engine) => {
    const silences = await silencesOf(engine, settings);
    const now = new Date();
    return silences.map((silence) => describeSilence(silence, now, stack)).join('\n') || 'Nothing is silent.';
  };

const end =
  (id: string, settings: Settings): Work =>
  async (engine) => {
    const silence = chooseSilence(id, await silencesOf(engine, settings));
    await endSilence(engine, id);
    return `${silencedAlerts(silence)}: the silence is over.`;
  };

function add(
  stack: string,
  settings: Settings,
  { alert = '', for: length = '', why = '' }: Partial<Record<'alert' | 'for' | 'why', string | undefined>>,
): Work {
  const context = ruleContext(settings);
  const request = readSilenceRequest(
    { alert, for: length, why },
    { names: resolveAll(context).map(({ name }) => name), heartbeat: context.catalogue.heartbeat },
    { environment: settings.environment, by: process.env.USER ?? userInfo().username },
  );
  return async (engine) => {
    const id = await addSilence(engine, request);
    const silence = (await listSilences(engine)).find((each) => each.id === id);
    return silence === undefined ? `Silenced: ${id}` : describeSilence(silence, new Date(), stack);
  };
}

void command(
  {
    usage: "make silence ALERT=NAME FOR=2h WHY='...' [STACK=NAME], make silence END=ID, make silences",
    options: { stack: 'string', alert: 'string', for: 'string', why: 'string', end: 'string', list: 'boolean' },
  },
  async (options) => {
    const stackName = required(options, 'stack');
    const settings = settingsOf(stackName);
    const work = options.list
      ? list(stackName, settings)
      : options.end !== undefined
        ? end(options.end, settings)
        : add(stackName, settings, options);
    const stack = await openStack(stackName, { create: false });
    console.log(await withNotifyingEngine(stack, settings, work));
  },
);
