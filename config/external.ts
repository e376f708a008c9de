/** Settings of the target `external`: a Grafana and a Prometheus (Mimir, Thanos, Grafana Cloud) that exist already. */
import { z } from 'zod';
import type { Contradiction } from './checks';
import { flag, matching, secret, text, url } from './fields';
import type { Parsed } from './schema';
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
export function externalServers({ target, external: given }: Parsed): ExternalServers | undefined {
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

const problem = (key: string, message: string, ...others: string[]): Contradiction => ({
  key,
  message,
  from: [key, 'target', ...others],
  quotes: false,
});

function checkPrometheus({ external: { prometheus, ruler } }: Parsed): Contradiction[] {
  const at = (key: string) => `external.prometheus.${key}`;
  const both = [at('url'), at('dataSourceUid')];
  const found: Contradiction[] = [];
  if (prometheus.dataSourceUid === undefined && prometheus.url === undefined)
    found.push(
      problem(at('url'), 'missing; needs where Grafana reaches Prometheus, or dataSourceUid in its place', ...both),
    );
  if (prometheus.dataSourceUid !== undefined)
    for (const key of ['url', 'tenant', 'basicAuth', 'bearerToken'] as const)
      if (prometheus[key] !== undefined)
        found.push(problem(at(key), 'means nothing beside dataSourceUid: that data source has its own', ...both));
  if (ruler !== undefined && prometheus.evaluatesRules === false)
    found.push(
      problem(at('evaluatesRules'), 'cannot be false: external.ruler loads the rules into it', 'external.ruler'),
    );
  return found;
}

/** An Alertmanager hears of nothing where no Prometheus evaluates the alerts. */
const unheard = ({ alerting, external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  alerting.engine === 'grafana' || prometheus.evaluatesRules === true || ruler !== undefined
    ? []
    : [
        problem(
          'alerting.engine',
          'cannot be alertmanager: only Grafana evaluates the alerts where there is no external.ruler',
          'external.ruler',
          'external.prometheus.evaluatesRules',
        ),
      ];

/** Whom an Alertmanager tells that is not this stack's. */
const notOurs = ({ alerting: { engine, routes, muteTimings, deadMansSwitch } }: Parsed): Contradiction[] =>
  Object.entries({ routes, muteTimings, deadMansSwitch: deadMansSwitch ?? {} })
    .filter(([, said]) => engine === 'alertmanager' && Object.values(said).some((value) => value !== undefined))
    .map(([key]) =>
      problem(
        `alerting.${key}`,
        'means nothing where target is external and alerting.engine alertmanager: that Alertmanager has its own configuration',
        'alerting.engine',
      ),
    );

/** Two ways to open one server. */
const openedTwice = ({ external: { prometheus, ruler } }: Parsed): Contradiction[] =>
  Object.entries({ prometheus, ruler }).flatMap(([server, opens]) =>
    opens?.basicAuth !== undefined && opens.bearerToken !== undefined
      ? [
          problem(
            `external.${server}.bearerToken`,
            'is one way in too many beside basicAuth',
            `external.${server}.basicAuth`,
          ),
        ]
      : [],
  );

/** What the target `external` lacks or has twice. `selector` says whether the stack file names the platform's series. */
export function checkExternal(settings: Parsed, selector: boolean): Contradiction[] {
  const { target, external: given } = settings;
  if (target !== 'external') return [];
  const { url: address, token } = given.grafana;
  const set = (key: string) => `\`pulumi config set --secret --path ${key}\` sets it`;
  return [
    ...(address === undefined
      ? [problem('external.grafana.url', 'missing; needs the address of the Grafana that exists')]
      : []),
    ...(token === undefined
      ? [
          problem(
            'external.grafana.token',
            `missing; needs a service account's token, ${set('external.grafana.token')}`,
          ),
        ]
      : []),
    ...checkPrometheus(settings),
    ...openedTwice(settings),
    ...unheard(settings),
    ...notOurs(settings),
    ...(selector
      ? []
      : [
          problem(
            'backend.selector',
            "missing; on a Prometheus that others use too it says which series are this platform's, such as job or environment",
          ),
        ]),
  ];
}
