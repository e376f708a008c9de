/** `pulumi up` in this folder deploys the shop's observability. */
import { deploy } from '../../components/deploy';
import { webshop } from './platform';

const program = (): Promise<Record<string, unknown>> => deploy(webshop);

export = program;
