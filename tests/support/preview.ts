/**
 * Previews a stack with settings from JSON and prints the message for the user. It is a process because the Automation
 * API leaves the program's rejection unhandled besides reporting it, which would end a test runner.
 */
import { startEngine } from './engine';

process.on('unhandledRejection', () => undefined);

async function main(): Promise<void> {
  const [name = '', settings = '{}'] = process.argv.slice(2);
  const subject = await startEngine(name, JSON.parse(settings) as Record<string, unknown>);
  try {
    await subject.stack.preview({ onOutput: (text) => process.stdout.write(text) });
  } catch (error) {
    console.log(error instanceof Error ? error.message : error);
  } finally {
    subject.close();
  }
}

void main();
