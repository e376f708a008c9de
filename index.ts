/** The program of this project: the trading platform on the library. What happens in which order: components/deploy.ts. */
import { deploy } from './components/deploy';
import type { StackOutputs } from './components/stack-outputs';
import { bundleDemoBackend } from './demo/bundle';
import { trading } from './platform';

/** Runs under `pulumi up` and, through the Automation API, under the scripts and tests. */
const program = (): Promise<StackOutputs> => deploy(trading, bundleDemoBackend);

export = program;
