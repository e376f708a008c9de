/** Checks that a schema cannot make: settings that contradict each other, and thresholds that could never fire. */
import type { Check, CheckedStack, Problem } from '../contradiction';
import { deploysDemo } from '../schema';
import { checkAlerting } from './alerting';
import { checkExporters } from './exporters';
import { checkExternal } from './external';
import { checkKubernetes } from './kubernetes';
import { checkMaintenance } from './maintenance';
import { checkMarket } from './market';
import { checkPorts } from './ports';
import { checkRemoteWrite } from './remote-write';
import { checkReplicas } from './replicas';
import { checkSecretReferences } from './secret-references';
import { checkSlos } from './slos';
import { checkTarget } from './target';
import { checkThresholds } from './thresholds';
import { checkTls } from './tls';
import { checkVerbatim } from './verbatim';

const checkBackend: Check = ({ catalogue, settings }, report) => {
  const { backend, target } = settings;
  const hasAddress = backend.address !== undefined || backend.clusters !== undefined;
  if (target === 'docker' && !hasAddress && !deploysDemo(catalogue, settings))
    report('backend.address', 'missing; without the demo there is nothing to scrape', [
      'demo',
      'backend.clusters',
      'target',
    ]);
};

const CHECKS: readonly Check[] = [
  checkBackend,
  checkPorts,
  checkReplicas,
  checkExporters,
  checkAlerting,
  checkSlos,
  checkMarket,
  checkMaintenance,
  checkTarget,
  checkExternal,
  checkKubernetes,
  checkRemoteWrite,
  checkSecretReferences,
  checkTls,
  checkThresholds,
  checkVerbatim,
];
/** Checks whose messages repeat no value, and so can be printed for secrets too. */
const WITHOUT_VALUES: readonly Check[] = [
  checkAlerting,
  checkTarget,
  checkExternal,
  checkSecretReferences,
  checkVerbatim,
];

/** A problem and the keys that it was concluded from. */
export interface Contradiction extends Problem {
  readonly from: readonly string[];
  readonly repeatsValues: boolean;
}

export function findContradictions(stack: CheckedStack): Contradiction[] {
  const found: Contradiction[] = [];
  for (const check of CHECKS) {
    const repeatsValues = !WITHOUT_VALUES.includes(check);
    check(stack, (key, message, from = []) => found.push({ key, message, from: [key, ...from], repeatsValues }));
  }
  return found;
}
