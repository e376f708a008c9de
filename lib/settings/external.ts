/** Settings of the target `external`: a Grafana and a Prometheus (Mimir, Thanos, Grafana Cloud) that exist already. */
import { z } from 'zod';
import { flag, stringMatching, secret, text, url } from './fields';
import type { Secret } from './secret';

/** A user name in the address would be in clear text in the stack file, the state and every message. */
const plainUrl = url.refine((address) => new URL(address).username === '', {
  error: 'an address without a user name or a password in it',
});

/** How to reach a server that this stack does not deploy. */
const connection = {
  tenant: text
    .optional()
    .describe('Sent as X-Scope-OrgID, as Mimir and Thanos want it where one server has several tenants'),
  basicAuth: z
    .strictObject({
      username: text.describe('User name, where the server asks for one'),
      password: secret.describe('Password of that user'),
    })
    .optional(),
  bearerToken: secret.optional().describe('Token, where the server asks for one; in the place of basicAuth'),
};
const access = z.enum(['View', 'Edit', 'Admin']);
const role = access
  .optional()
  .describe("What that role may do in the stack's folder; Grafana's own defaults where all of folder is left out");

export const external = z.strictObject({
  grafana: z
    .strictObject({
      url: plainUrl.optional().describe('Where Grafana is; this target requires it'),
      token: secret
        .optional()
        .describe('Token of a service account, which belongs to one organisation; this target requires it'),
    })
    .prefault({}),
  prometheus: z
    .strictObject({
      url: plainUrl.optional().describe('Where Grafana reaches Prometheus; the stack makes a data source of it'),
      ...connection,
      dataSourceUid: stringMatching(/^[\w-]{1,40}$/, "a data source's UID: letters, digits, _ and -, at most 40")
        .optional()
        .describe('The data source that Grafana has of Prometheus already, in the place of url'),
      evaluatesRules: flag
        .optional()
        .describe(
          'Whether the rules are loaded into it: dashboards then read what they record; by default with a ruler only',
        ),
    })
    .prefault({}),
  ruler: z
    .strictObject({
      url: plainUrl.describe("Mimir ruler that this stack's rule groups are loaded into, without a path"),
      ...connection,
    })
    .optional(),
  folder: z
    .strictObject({
      roles: z.strictObject({ Viewer: role, Editor: role }).prefault({}),
      teams: z
        .record(z.string(), access)
        .prefault({})
        .describe("What each team, by its name, may do in the stack's folder"),
    })
    .prefault({}),
});
type External = z.output<typeof external>;
export type FolderAccess = External['folder'];

/** A server that this stack does not deploy, and the credentials for it. */
export interface Connection {
  readonly url: string;
  readonly tenant?: string | undefined;
  readonly basicAuth?: { readonly username: string; readonly password: Secret } | undefined;
  readonly bearerToken?: Secret | undefined;
}

/** The settings of the target once all required ones are known to be there. */
export interface ExternalServers {
  readonly grafana: { readonly url: string; readonly token: Secret };
  /** The Prometheus for which to create a data source, or the UID of an existing data source. */
  readonly prometheus: Connection | { readonly dataSourceUid: string };
  /** Whether the recording rules are evaluated there. */
  readonly evaluatesRules: boolean;
  readonly ruler: Connection | undefined;
  /** Undefined if Grafana's own permissions stay. */
  readonly folder: FolderAccess | undefined;
}

/**
 * The external servers of the stack; call it only after `checkExternal` has found no problem. Undefined for other
 * targets.
 */
export function externalServers({
  target,
  external,
}: {
  readonly target: string;
  readonly external: External;
}): ExternalServers | undefined {
  const { grafana, prometheus, ruler, folder } = external;
  if (target !== 'external' || grafana.url === undefined || grafana.token === undefined) return undefined;
  const { dataSourceUid, evaluatesRules = ruler !== undefined, url: address, ...opens } = prometheus;
  const one =
    dataSourceUid !== undefined ? { dataSourceUid } : address !== undefined ? { ...opens, url: address } : undefined;
  const hasRoles = Object.keys({ ...folder.roles, ...folder.teams }).length > 0;
  return (
    one && {
      grafana: { url: grafana.url, token: grafana.token },
      prometheus: one,
      evaluatesRules,
      ruler,
      folder: hasRoles ? folder : undefined,
    }
  );
}
