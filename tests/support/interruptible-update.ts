/** An update as `make up` runs it, in a process of its own that can be interrupted. Says where its folder is. */
import { leaveCtrlCToTheEngine } from '../../lib/servers/command-line';
import { engine } from './engine';

void (async () => {
  leaveCtrlCToTheEngine();
  const { stack, folder } = await engine('dev', {});
  console.log(folder);
  await stack.up().catch(() => console.log('not finished'));
  process.exit();
})();
