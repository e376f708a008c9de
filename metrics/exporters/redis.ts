/** redis_exporter 1.91: the metrics that alerts and panels read, its settings, and how to start it. */
import { defineServerExporter, exporterCounter, exporterGauge, SECRETS } from '../../lib/exporters/definition';
import { seriesOf } from '../../lib/exporters/series';
import { flag } from '../../lib/settings/fields';
import { secret } from '../../lib/settings/secret';
import { Secret } from '../../lib/settings/secret';

const PASSWORDS = 'passwords.json';

export const redis = defineServerExporter({
  job: 'redis-exporter',
  port: 9121,
  image: 'oliver006/redis_exporter:v1.91.1-alpine',
  watches: { server: 'Redis' },
  settings: {
    password: secret.optional().describe("Password of Redis' default user; none is sent where left out"),
    tls: flag.default(false).describe('Whether it connects with TLS'),
  },
  /** The password file is JSON: the password by the exact address to which the exporter connects. */
  program: ({ address, password, tls }) => {
    const url = `${tls ? 'rediss' : 'redis'}://${address}`;
    return {
      entrypoint: '/redis_exporter',
      args: [
        `--redis.addr=${url}`,
        ...(password === undefined ? [] : [`--redis.password-file=${SECRETS}/${PASSWORDS}`]),
      ],
      user: 59000,
      env: {},
      credentials:
        password === undefined ? {} : { [PASSWORDS]: new Secret(JSON.stringify({ [url]: password.reveal() })) },
    };
  },
  metrics: {
    redis_up: exporterGauge(),
    redis_connected_clients: exporterGauge(),
    redis_memory_used_bytes: exporterGauge(),
    /** 0 if Redis has no memory limit. */
    redis_memory_max_bytes: exporterGauge(),
    redis_keyspace_hits_total: exporterCounter(),
    redis_keyspace_misses_total: exporterCounter(),
    redis_evicted_keys_total: exporterCounter(),
    redis_rejected_connections_total: exporterCounter(),
  },
});

export const redisSeries = seriesOf(redis);
