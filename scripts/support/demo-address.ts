/** The file in which `make demo` stores the address of its backend while it runs, for `make scenario`. */
import { join } from 'node:path';

export const DEMO_ADDRESS = join(__dirname, '../../.demo/backend-url');
