/** Settings of remote write: servers that receive the samples in addition to Prometheus' own disk. */
import { z } from 'zod';
import { flag, text, url } from './fields';
import { authentication, type Secret } from './secret';
import { tls } from './tls';

export const remoteWrite = z.array(
  z.strictObject({
    url: url.describe('Where the receiver takes remote write'),
    ...authentication('receiver'),
    headers: z
      .record(z.string(), text)
      .optional()
      .describe("HTTP headers, such as Mimir's `X-Scope-OrgID`; none that holds a credential"),
    tls: tls('the receiver'),
    sendOnlyContract: flag
      .default(true)
      .describe("Whether only the platform's series, the alerts and what rules record or read are sent"),
  }),
);
export type RemoteWrite = z.output<typeof remoteWrite>[number];

/**
 * Each credential that the stack file contains, by the name of its file, which is also its key in a Kubernetes Secret.
 */
export const credentials = (list: readonly RemoteWrite[]): Readonly<Record<string, Secret>> =>
  Object.fromEntries(
    list.flatMap(({ basicAuth, bearerToken }, index) => {
      const credential = basicAuth?.password ?? bearerToken;
      return credential === undefined || credential.reference !== undefined
        ? []
        : [[credentialName(index), credential]];
    }),
  );

export const credentialName = (index: number): string => `remote-write-${index}`;
