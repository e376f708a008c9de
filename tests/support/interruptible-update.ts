/** Updates as `make up` does, in a process that a test can interrupt. Prints its folder. */
import { leaveCtrlCToTheEngine } from '../../lib/servers/command-line';
import { startEngine } from './engine';

void (async () => {
  leaveCtrlCToTheEngine();
  const { stack, folder } = await startEngine('dev', {});
  console.log(folder);
  await stack.up().catch(() => console.log('not finished'));
  process.exit();
})();
