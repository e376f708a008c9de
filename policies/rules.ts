/** Every rule of the pack. */
import { alertsWithRunbook } from './alerts';
import { fixedImages } from './images';
import { memoryLimit } from './memory';
import { ownPassword } from './passwords';
import { closedPorts } from './ports';
import { fewPrivileges } from './privileges';
import type { Rule } from './rule';
import { noSecretInEnvironment } from './secrets';
import { volumeLabels, volumeProtection } from './volumes';

export const rules: readonly Rule[] = [
  fixedImages,
  ownPassword,
  closedPorts,
  memoryLimit,
  noSecretInEnvironment,
  fewPrivileges,
  alertsWithRunbook,
  volumeLabels,
  volumeProtection,
];
