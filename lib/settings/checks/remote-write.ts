/** Receivers of samples that are opened in two ways, or in clear. */
import type { Contradiction } from '../contradiction';
import type { RemoteWrite } from '../remote-write';

export function checkRemoteWrite(list: readonly RemoteWrite[]): Contradiction[] {
  return list.flatMap(({ basicAuth, bearerToken, headers = {} }, index) => {
    const at = `prometheus.remoteWrite[${index}]`;
    const problem = (key: string, message: string) => ({ key: `${at}.${key}`, message, from: [`${at}.${key}`] });
    return [
      ...(basicAuth !== undefined && bearerToken !== undefined
        ? [problem('bearerToken', 'stands beside basicAuth; a receiver takes one of the two')]
        : []),
      ...Object.keys(headers)
        .filter((name) => name.toLowerCase() === 'authorization')
        .map((name) =>
          problem(`headers.${name}`, 'credentials belong into basicAuth or bearerToken, which are encrypted'),
        ),
    ];
  });
}
