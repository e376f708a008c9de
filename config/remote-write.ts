/** Settings of remote write: where samples are sent besides Prometheus' own disk. */
import { z } from 'zod';
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

/** Each credential under the name that its file or its key in a Kubernetes secret has. */
export const credentials = (list: readonly RemoteWrite[]): Readonly<Record<string, Secret>> =>
  Object.fromEntries(
    list.flatMap(({ basicAuth, bearerToken }, index) => {
      const credential = basicAuth?.password ?? bearerToken;
      return credential === undefined ? [] : [[credentialName(index), credential]];
    }),
  );

export const credentialName = (index: number): string => `remote-write-${index}`;
