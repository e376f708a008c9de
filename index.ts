/**
 * The program of this project: the trading platform, deployed with the library. The order of the steps:
 * components/deploy.ts.
 */
import { deploy } from './components/deploy';
import type { StackOutputs } from './components/stack-outputs';
import { readDemoProgram } from './demo/bundle';
import { trading } from './platform';

/** Runs under `pulumi up` and, through the Automation API, under the scripts and tests. */
const program = (): Promise<StackOutputs> => deploy(trading, readDemoProgram);

export = program;
