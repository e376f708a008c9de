/** The exporters as programs, whoever runs them: how they are started, and the files that hold their credentials. */
import type { Exporters } from '../settings/exporters';
import { Secret } from '../settings/secret';

/** Folder of an exporter's credentials. */
export const SECRETS = '/etc/exporter-secrets';

export interface Program {
  readonly image: string;
  /** Limit in MiB. */
  readonly memory: number;
  readonly entrypoint: string;
  readonly args: readonly string[];
  /** User and group, never root. */
  readonly user: number;
  readonly env: Readonly<Record<string, string>>;
  /** Files in {@link SECRETS} by name. */
  readonly credentials: Readonly<Record<string, Secret>>;
}

export const NOBODY = 65534;

/** The password comes from a file: the environment and the arguments are there for everybody who may inspect. */
function postgres({ image, memory, ...server }: NonNullable<Exporters['postgres']>): Program {
  const { address, database, user, password, sslMode } = server;
  return {
    image,
    memory,
    entrypoint: '/bin/postgres_exporter',
    args: [],
    user: NOBODY,
    env: {
      DATA_SOURCE_URI: `${address}/${database}?sslmode=${sslMode}`,
      DATA_SOURCE_USER: user,
      DATA_SOURCE_PASS_FILE: `${SECRETS}/password`,
    },
    credentials: { password },
  };
}

/** The exporter's password file is JSON: passwords by the very address that it connects to. */
function redis({ image, memory, address, password, tls }: NonNullable<Exporters['redis']>): Program {
  const url = `${tls ? 'rediss' : 'redis'}://${address}`;
  const file = 'passwords.json';
  return {
    image,
    memory,
    entrypoint: '/redis_exporter',
    args: [`--redis.addr=${url}`, ...(password === undefined ? [] : [`--redis.password-file=${SECRETS}/${file}`])],
    user: 59000,
    env: {},
    credentials: password === undefined ? {} : { [file]: new Secret(JSON.stringify({ [url]: password.reveal() })) },
  };
}

/** The exporters of a store, which run anywhere it can be reached from; the node exporter belongs to its machine. */
export const STORES = ['postgres', 'redis'] as const;
export type Store = (typeof STORES)[number];

/** Those that are on. */
export const storeExporters = ({ postgres: pg, redis: kv }: Exporters): readonly (readonly [Store, Program])[] => [
  ...(pg === undefined ? [] : [['postgres', postgres(pg)] as const]),
  ...(kv === undefined ? [] : [['redis', redis(kv)] as const]),
];
