/** Checks that a schema cannot make: settings that contradict each other, and thresholds that could never fire. */
import type { Catalogue } from '../../alerting/catalogue';
import { contradictIf, type Contradiction } from '../contradiction';
import { isGroup, type Json as Group } from '../../json-values';
import type { Parsed } from '../schema';
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

const hasAddress = ({ address, clusters }: Parsed['backend']): boolean =>
  address !== undefined || clusters !== undefined;

const scrapesDemo = ({ hasDemo }: Catalogue, { backend, demo, target }: Parsed): boolean =>
  target === 'docker' && hasDemo === true && demo && !hasAddress(backend);

function checkBackend({ hasDemo }: Catalogue, { backend, demo, target }: Parsed): Contradiction[] {
  const isScraped = (hasDemo && demo) || hasAddress(backend);
  return contradictIf(
    target === 'docker' && !isScraped,
    'backend.address',
    'missing; without the demo there is nothing to scrape',
    ['demo', 'backend.clusters', 'target'],
  );
}

/** Every contradiction in settings that the schema accepts. `raw` has only the keys that are in the stack file. */
export function check(catalogue: Catalogue, settings: Parsed, raw: Group): Contradiction[] {
  const { thresholds } = settings;
  const { selector } = isGroup(raw.backend) ? raw.backend : {};
  return [
    ...checkBackend(catalogue, settings),
    ...checkPorts(settings),
    ...checkReplicas(settings.backend, settings.prometheus),
    ...checkExporters(catalogue, settings.exporters, { thresholds, job: settings.backend.selector.job }),
    ...checkAlerting({ ...settings, teamNames: [...new Set(Object.values(catalogue.teams))] }),
    ...checkSlos(catalogue, settings),
    ...checkMarket(catalogue, settings),
    ...checkMaintenance(catalogue, settings),
    ...checkTarget(settings, raw),
    ...checkExternal(catalogue, settings, isGroup(selector) && Object.keys(selector).length > 0),
    ...checkKubernetes(catalogue, settings),
    ...checkRemoteWrite(settings.prometheus.remoteWrite),
    ...checkSecretReferences(settings),
    ...checkTls(settings, scrapesDemo(catalogue, settings)),
    ...checkThresholds(catalogue, thresholds),
    ...checkVerbatim(catalogue, settings),
  ];
}
