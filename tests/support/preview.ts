/**
 * Previews a stack with the settings given as JSON and prints what a person would be told. A process of its own: the
 * Automation API leaves the program's rejection unhandled beside the one it reports, which ends a test runner.
 */
import { engine } from './engine';

process.on('unhandledRejection', () => undefined);

async function main(): Promise<void> {
  const [name = '', settings = '{}'] = process.argv.slice(2);
  const subject = await engine(name, JSON.parse(settings) as Record<string, unknown>);
  try {
    await subject.stack.preview({ onOutput: (text) => process.stdout.write(text) });
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  } finally {
    subject.close();
  }
}

void main();
