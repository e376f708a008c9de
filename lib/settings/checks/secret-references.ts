/** References to Secrets of a cluster where nothing can read them. */
import type { Check } from '../contradiction';
import { dottedPath } from '../key-path';
import type { Parsed } from '../schema';
import { secretReferences } from '../secret';

/** Why a reference cannot stand at a path; undefined where it can. */
function whyNot({ target, alerting: { engine } }: Parsed, key: string): string | undefined {
  if (target !== 'kubernetes') return `is not used with target ${target}, which has no Secrets; set the value`;
  if (key.startsWith('prometheus.remoteWrite[')) return undefined;
  if (!key.startsWith('alerting.'))
    return 'cannot be a reference: only receivers of Alertmanager and remote write read a Secret of yours; set the value';
  return engine === 'alertmanager'
    ? undefined
    : `cannot be a reference with alerting.engine ${engine}, which takes credentials through its API; set the value, or alerting.engine to alertmanager`;
}

export const checkSecretReferences: Check = ({ settings }, report) => {
  for (const { path } of secretReferences(settings)) {
    const key = dottedPath(path);
    const message = whyNot(settings, key);
    if (message !== undefined) report(key, message, ['target', 'alerting.engine']);
  }
};
