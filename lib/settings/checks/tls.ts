/** Certificates of servers that have none, or that the target cannot read. */
import { contradictIf, type Contradiction } from '../contradiction';
import type { Parsed } from '../schema';
import { tlsGroups } from '../tls';

export const checkTls = (settings: Parsed, scrapesDemo: boolean): Contradiction[] => [
  ...tlsGroups(settings).flatMap(({ path, tls: { ca } }) =>
    contradictIf(
      typeof ca === 'object' && settings.target === 'docker',
      `${path}.ca`,
      'names an object of a cluster, and target is docker; needs certificates in PEM',
      ['target'],
    ),
  ),
  ...contradictIf(
    scrapesDemo && settings.backend.tls !== undefined,
    'backend.tls',
    'is not used for the demo, which has no certificate; set backend.address',
    ['backend.address', 'backend.clusters', 'demo', 'target'],
  ),
  ...settings.prometheus.remoteWrite.flatMap(({ url, tls }, index) =>
    contradictIf(
      tls !== undefined && url.startsWith('http:'),
      `prometheus.remoteWrite[${index}].tls`,
      'is not used together with an http:// address; needs https:// in url',
      [`prometheus.remoteWrite[${index}].url`],
    ),
  ),
];
