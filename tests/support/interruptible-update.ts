/** Updates as `make up` does, in a process that a test can interrupt. Prints its folder. */
import { leaveCtrlCToTheEngine } from '../../lib/servers/command-line';
import { engine } from './engine';

void (async () => {
  leaveCtrlCToTheEngine();
  const { stack, folder } = await engine('dev', {});
  console.log(folder);
  await stack.up().catch(() => console.log('not finished'));
  process.exit();
})();
