/** Remote-write receivers with two kinds of credentials, or with credentials over plain HTTP. */
import { contradictIf, type Contradiction } from '../contradiction';
import type { RemoteWrite } from '../remote-write';

export function checkRemoteWrite(list: readonly RemoteWrite[]): Contradiction[] {
  return list.flatMap(({ basicAuth, bearerToken, headers = {} }, index) => {
    const at = `prometheus.remoteWrite[${index}]`;
    return [
      ...contradictIf(
        basicAuth !== undefined && bearerToken !== undefined,
        `${at}.bearerToken`,
        'stands beside basicAuth; a receiver takes one of the two',
      ),
      ...Object.keys(headers).flatMap((name) =>
        contradictIf(
          name.toLowerCase() === 'authorization',
          `${at}.headers.${name}`,
          'credentials belong into basicAuth or bearerToken, which are encrypted',
        ),
      ),
    ];
  });
}
