/** Settings of the target `external`: a Grafana and a Prometheus (Mimir, Thanos, Grafana Cloud) that exist already. */
import { z } from 'zod';
import { flag, matching, secret, text, url } from './fields';
import type { Secret } from './secret';

/** What comes with an address would stand in clear in the stack file, the state and every message. */
const plainUrl = url.refine((address) => new URL(address).username === '', {
  error: 'an address without a user name or a password in it',
});

/** How to reach a server of others. */
const connection = {
  url: plainUrl.optional(),
  /** Sent as X-Scope-OrgID, as Mimir and Thanos want it where one server has several tenants. */
  tenant: text.optional(),
  basicAuth: z.strictObject({ username: text, password: secret }).optional(),
  bearerToken: secret.optional(),
};
const access = z.enum(['View', 'Edit', 'Admin']);

export const external = z.strictObject({
  grafana: z
    .strictObject({
      url: plainUrl.optional(),
      /** Token of a service account; it belongs to one organisation. */
      token: secret.optional(),
    })
    .prefault({}),
  /** The Prometheus: where Grafana reaches it, or the data source that Grafana has of it already. */
  prometheus: z
    .strictObject({
      ...connection,
      dataSourceUid: matching(/^[\w-]{1,40}$/, "a data source's UID: letters, digits, _ and -, at most 40").optional(),
      /** Whether somebody loads the rendered rule files into it; dashboards then read what the rules record. */
      evaluatesRules: flag.optional(),
    })
    .prefault({}),
  /** The Mimir ruler that this stack's rule groups are loaded into. */
  ruler: z.strictObject({ ...connection, url: plainUrl }).optional(),
  /** Who may do what in the stack's folder; Grafana's own defaults where nothing is said. */
  folder: z
    .strictObject({
      roles: z.strictObject({ Viewer: access.optional(), Editor: access.optional() }).prefault({}),
      /** By the team's name. */
      teams: z.record(z.string(), access).prefault({}),
    })
    .prefault({}),
});
type External = z.output<typeof external>;
export type FolderAccess = External['folder'];

/** A server of others and what opens it. */
export interface Connection {
  readonly url: string;
  readonly tenant?: string | undefined;
  readonly basicAuth?: { readonly username: string; readonly password: Secret } | undefined;
  readonly bearerToken?: Secret | undefined;
}

/** The settings of the target once they are known to be whole. */
export interface ExternalServers {
  readonly grafana: { readonly url: string; readonly token: Secret };
  /** A Prometheus to make a data source of, or the UID of one that exists. */
  readonly prometheus: Connection | { readonly dataSourceUid: string };
  /** Whether the recording rules are evaluated there. */
  readonly evaluatesRules: boolean;
  readonly ruler: Connection | undefined;
  /** Undefined where Grafana's own permissions stay. */
  readonly folder: FolderAccess | undefined;
}

/** The whole of it, where `checkExternal` has found nothing; nothing for other targets. */
export function externalServers({
  target,
  external: given,
}: {
  readonly target: string;
  readonly external: External;
}): ExternalServers | undefined {
  const { grafana, prometheus, ruler, folder } = given;
  if (target !== 'external' || grafana.url === undefined || grafana.token === undefined) return undefined;
  const { dataSourceUid, evaluatesRules = ruler !== undefined, url: address, ...opens } = prometheus;
  const one =
    dataSourceUid !== undefined ? { dataSourceUid } : address !== undefined ? { ...opens, url: address } : undefined;
  const said = Object.keys({ ...folder.roles, ...folder.teams }).length > 0;
  return (
    one && {
      grafana: { url: grafana.url, token: grafana.token },
      prometheus: one,
      evaluatesRules,
      ruler,
      folder: said ? folder : undefined,
    }
  );
}
