/** Settings with every exporter on, for those parts of the catalogue that exist only then. */
import { ENCRYPTED } from '../../lib/settings/raw';

export const EXPORTERS = {
  exporters: {
    postgres: { address: 'postgres:5432', password: ENCRYPTED },
    redis: { address: 'redis:6379', password: ENCRYPTED },
    node: {},
  },
};
