/** `pulumi up` in this folder deploys the shop's observability. */
import { deploy } from '../../components/deploy';
import type { StackOutputs } from '../../components/stack-outputs';
import { webshop } from './platform';

const program = (): Promise<StackOutputs> => deploy(webshop);

export = program;
