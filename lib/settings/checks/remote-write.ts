/** Remote-write receivers with two kinds of credentials, or with credentials in a header. */
import type { Check } from '../contradiction';

export const checkRemoteWrite: Check = ({ settings: { prometheus } }, report) => {
  for (const [index, { basicAuth, bearerToken, headers = {} }] of prometheus.remoteWrite.entries()) {
    const at = `prometheus.remoteWrite[${index}]`;
    if (basicAuth !== undefined && bearerToken !== undefined)
      report(`${at}.bearerToken`, 'stands beside basicAuth; a receiver takes one of the two');
    for (const name of Object.keys(headers).filter((each) => each.toLowerCase() === 'authorization'))
      report(`${at}.headers.${name}`, 'credentials belong into basicAuth or bearerToken, which are encrypted');
  }
};
