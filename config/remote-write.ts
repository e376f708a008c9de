/** Settings of remote write: where samples are sent besides Prometheus' own disk. */
import { z } from 'zod';
import type { Contradiction } from './checks';
import { flag, secret, text, url } from './fields';
import type { Secret } from './secret';

export const remoteWrite = z.array(
  z.strictObject({
    url,
    basicAuth: z.strictObject({ username: text, password: secret }).optional(),
    bearerToken: secret.optional(),
    /** HTTP headers, such as Mimir's `X-Scope-OrgID`. */
    headers: z.record(z.string(), text).optional(),
    /** Whether only the platform's series, the alerts and what rules record are sent. */
    sendOnlyContract: flag.default(true),
  }),
);
export type RemoteWrite = z.output<typeof remoteWrite>[number];

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

/** Each credential under the name that its file or its key in a Kubernetes secret has. */
export const credentials = (list: readonly RemoteWrite[]): Readonly<Record<string, Secret>> =>
  Object.fromEntries(
    list.flatMap(({ basicAuth, bearerToken }, index) => {
      const credential = basicAuth?.password ?? bearerToken;
      return credential === undefined ? [] : [[credentialName(index), credential]];
    }),
  );

export const credentialName = (index: number): string => `remote-write-${index}`;
