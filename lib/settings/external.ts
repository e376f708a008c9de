/** Settings of the target `external`: a Grafana and a Prometheus (Mimir, Thanos, Grafana Cloud) that exist already. */
import { z } from 'zod';
import { flag, group, stringMatching, text, url } from './fields';
import { authentication, secret } from './secret';

/** A user name in the address would be in clear text in the stack file, the state and every message. */
const plainUrl = url.refine((address) => new URL(address).username === '', {
  error: 'an address without a user name or a password in it',
});

/** How to reach a server that this stack does not deploy. */
const connection = {
  tenant: text
    .optional()
    .describe('Sent as X-Scope-OrgID, as Mimir and Thanos want it where one server has several tenants'),
  ...authentication('server'),
};
/** Capital letters only, so that a credential set here by mistake is refused. */
const environmentVariable = stringMatching(
  /^[A-Z_][A-Z0-9_]*$/,
  'the name of an environment variable in capital letters, such as "MIMIR_TOKEN"',
);
const access = z.enum(['View', 'Edit', 'Admin']).meta({ id: 'FolderPermission' });
const role = access
  .optional()
  .describe("What that role may do in the stack's folder; Grafana's own defaults where all of folder is left out");

export const external = z.strictObject({
  grafana: group({
    url: plainUrl.optional().describe('Where Grafana is; this target requires it'),
    token: secret
      .optional()
      .describe('Token of a service account, which belongs to one organisation; this target requires it'),
  }),
  prometheus: group({
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
  }),
  ruler: z
    .strictObject({
      url: plainUrl.describe("Mimir ruler that this stack's rule groups are loaded into, without a path"),
      ...connection,
      basicAuth: z
        .strictObject({
          username: text.describe('User name, where the server asks for one'),
          password: secret.optional().describe('Password of that user'),
          passwordVariable: environmentVariable
            .optional()
            .describe('In the place of password: the environment variable that has it, so that no state or file does'),
        })
        .optional(),
      bearerTokenVariable: environmentVariable
        .optional()
        .describe('In the place of bearerToken: the environment variable that has it, so that no state or file does'),
    })
    .optional(),
  folder: group({
    roles: group({ Viewer: role, Editor: role }),
    teams: z
      .record(z.string(), access)
      .prefault({})
      .describe("What each team, by its name, may do in the stack's folder"),
  }),
});
type External = z.output<typeof external>;
export type FolderAccess = External['folder'];
/** A server that this stack does not deploy, and the credentials for it. */
export type Connection = NonNullable<External['ruler']>;

/** The external servers of a stack in which `checkExternal` finds no problem; undefined for other targets. */
export function externalServers({ target, external }: { readonly target: string; readonly external: External }) {
  const { grafana, prometheus, ruler, folder } = external;
  const { dataSourceUid, evaluatesRules = ruler !== undefined, url, ...credentials } = prometheus;
  const source = dataSourceUid !== undefined ? { dataSourceUid } : url !== undefined && { ...credentials, url };
  if (target !== 'external' || grafana.url === undefined || grafana.token === undefined || !source) return undefined;
  return {
    grafana: { url: grafana.url, token: grafana.token },
    /** The Prometheus for which to create a data source, or the UID of an existing data source. */
    prometheus: source,
    /** Whether the recording rules are evaluated there. */
    evaluatesRules,
    ruler,
    /** Undefined if Grafana's own permissions stay. */
    folder: Object.keys({ ...folder.roles, ...folder.teams }).length > 0 ? folder : undefined,
  };
}
export type ExternalServers = NonNullable<ReturnType<typeof externalServers>>;
