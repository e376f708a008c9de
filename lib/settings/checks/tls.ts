/** Certificates of servers that have none, or that the target cannot read. */
import type { Check } from '../contradiction';
import { deploysDemo } from '../schema';
import { tlsGroups } from '../tls';

export const checkTls: Check = ({ catalogue, settings }, report) => {
  for (const { path, tls } of tlsGroups(settings))
    if (typeof tls.ca === 'object' && settings.target === 'docker')
      report(`${path}.ca`, 'names an object of a cluster, and target is docker; needs certificates in PEM', ['target']);
  if (deploysDemo(catalogue, settings) && settings.backend.tls !== undefined)
    report('backend.tls', 'is not used for the demo, which has no certificate; set backend.address', [
      'backend.address',
      'backend.clusters',
      'demo',
      'target',
    ]);
  for (const [index, { url, tls }] of settings.prometheus.remoteWrite.entries())
    if (tls !== undefined && url.startsWith('http:'))
      report(
        `prometheus.remoteWrite[${index}].tls`,
        'is not used together with an http:// address; needs https:// in url',
        [`prometheus.remoteWrite[${index}].url`],
      );
};
