/**
 * `make scenario NAME=redis-down`: switches the fault of a running demo backend, in its container or in `make demo`.
 * Without a name it lists the faults.
 */
import { containerName } from '../lib/settings/names';
import { trading } from '../platform';
import { readFileSync } from 'node:fs';
import { isScenario, scenarioNames, scenarios, unknownScenario, type ScenarioName } from '../demo/scenarios';
import { DEFAULT_PORT } from '../demo/flags';
import { DEMO_ADDRESS } from './support/demo-address';
import { settingsOf } from './support/stacks';
import { command, required, UsageError } from '../lib/servers/command-line';
import { run } from '../lib/servers/run-program';
import { containers } from '../lib/servers/docker-containers';

const width = Math.max(...scenarioNames.map((name) => name.length));
const list = (): string =>
  scenarioNames.map((name) => `${name.padEnd(width)}  ${scenarios[name].description}`).join('\n');

/** In the container, because its port is not published; its image has an HTTP client. */
async function inContainer(container: string, name: ScenarioName): Promise<void> {
  const ask = `fetch('http://127.0.0.1:${DEFAULT_PORT}/scenario/${name}',{method:'PUT'}).then(r=>process.exit(r.ok?0:1))`;
  await run('docker', ['exec', container, 'node', '-e', ask]);
}

/** The backend that `make demo` has started, if it still answers. */
async function ofDemo(name: ScenarioName): Promise<boolean> {
  try {
    const url = readFileSync(DEMO_ADDRESS, 'utf8');
    return (await fetch(`${url}/scenario/${name}`, { method: 'PUT' })).ok;
  } catch {
    return false;
  }
}

void command(
  { usage: 'make scenario [NAME=SCENARIO] [STACK=NAME]', options: { name: 'string', stack: 'string' } },
  async (options) => {
    const { name } = options;
    if (name === undefined) return console.log(list());
    if (!isScenario(name)) throw new UsageError(unknownScenario(name));
    const stack = required(options, 'stack');
    const container = containerName(settingsOf(stack), 'backend');
    const deployed = async () =>
      (await containers(trading.name).catch(() => [])).some(
        (each) => each.name === container && each.status.startsWith('Up'),
      );
    if (await ofDemo(name)) console.log(`make demo: ${scenarios[name].description}`);
    else if (await deployed()) {
      await inContainer(container, name);
      console.log(`${container}: ${scenarios[name].description}`);
    } else throw new UsageError(`no demo backend runs: neither the container ${container} (make up) nor make demo`);
    const { alert } = scenarios[name];
    if (alert !== null) console.log(`The alert ${alert} comes after its duration; make scenario NAME=healthy ends it.`);
  },
);
