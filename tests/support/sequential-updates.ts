/**
 * Deploys a stack with a name and settings from JSON, then previews and updates it with each of the further settings,
 * and prints the messages and operations of each. It is a process for the reason in `preview.ts`.
 */
import { startEngine, resourceLabel } from './engine';

process.on('unhandledRejection', () => undefined);

async function main(): Promise<void> {
  const [name = '', ...all] = process.argv.slice(2);
  const [first = {}, ...then] = all.map((text) => JSON.parse(text) as Record<string, unknown>);
  const subject = await startEngine(name, first);
  const show = (text: string) => process.stdout.write(text);
  try {
    await subject.stack.up();
    subject.calls();
    for (const settings of then) {
      subject.configure(settings);
      for (const attempt of ['preview', 'up'] as const) {
        console.log(`# ${attempt}`);
        await subject.stack[attempt]({ onOutput: show, onError: show }).catch(() => console.log('# refused'));
        for (const call of subject.calls()) console.log(`# ${call.call} ${resourceLabel(call)}`);
      }
    }
  } finally {
    subject.close();
  }
}

void main();
