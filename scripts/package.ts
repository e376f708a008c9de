/** `npm run package`: builds `@trading-observability/pulumi` and prints the path of its tarball. */
import { relative } from 'node:path';
import { command } from '../lib/servers/command-line';
import { buildPackage } from './package/build';

void command({ usage: 'npm run package', options: {} }, () => console.log(relative(process.cwd(), buildPackage())));
