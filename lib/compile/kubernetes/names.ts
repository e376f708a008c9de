/** Names of the stack's objects in the cluster. The chart derives its names from the release's name. */
import { localUrl } from '../../settings/bind-address';
import { stackPrefix } from '../../settings/names';
import type { Settings } from '../../settings/schema';
import { TEMPLATE, type AlertmanagerPlace } from '../alertmanager';

/** The settings that the names depend on. */
type Named = Pick<Settings, 'catalogue' | 'environment' | 'kubernetes'>;

export function names({ catalogue, environment, kubernetes: { namespace } }: Named) {
  const release = stackPrefix({ catalogue, environment });
  return {
    release,
    /** The release with the operator's CRDs, which other objects of the stack depend on. */
    kindsRelease: `${release}-crds`,
    grafana: `${release}-grafana`,
    /** Secrets that the stack creates and the chart refers to. */
    grafanaAdmin: `${release}-grafana-admin`,
    remoteWrite: `${release}-remote-write`,
    /** The config map of certificate authorities. */
    authorities: `${release}-authorities`,
    alertmanagerConfig: `${release}-alertmanager-config`,
    alertmanagerCredentials: `${release}-alertmanager-credentials`,
    /** Where Grafana reaches Prometheus; session affinity keeps it on one replica. */
    prometheusUrl: `http://${release}-prometheus.${namespace}.svc:9090`,
    /** Where Grafana reaches Alertmanager; any replica passes a silence on to the others. */
    alertmanagerUrl: `http://${release}-alertmanager.${namespace}.svc:9093`,
    exporter: (job: string) => `${release}-${job}`,
  } as const;
}

/**
 * Labels that select an exporter's pod and service. A deployment's selector is immutable, so these must never change.
 */
export const exporterLabels = (settings: Settings, job: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': job,
  'app.kubernetes.io/instance': names(settings).release,
});
/** Name of the port at which an exporter is scraped. */
export const METRICS_PORT = 'metrics';

/** Where the operator mounts the Secrets, each in a folder of its name. */
const ALERTMANAGER_SECRETS = '/etc/alertmanager/secrets';

export const alertmanagerPlace = (settings: Named): AlertmanagerPlace => ({
  template: `/etc/alertmanager/config/${TEMPLATE}`,
  secrets: `${ALERTMANAGER_SECRETS}/${names(settings).alertmanagerCredentials}`,
  referencedSecrets: ALERTMANAGER_SECRETS,
  hasOperator: true,
});

/**
 * The environment variable with the address of the port-forward to Grafana that `make` opens, instead of the usual
 * port.
 */
export const FORWARDED_GRAFANA = 'OBSERVABILITY_FORWARDED_GRAFANA_URL';

/** A server that is only reachable by a port-forward. */
export interface PortForward {
  /** Arguments of kubectl, without the ports. */
  readonly args: readonly string[];
  /** The port on this machine. */
  readonly port: number;
  /** The port of its service. */
  readonly there: number;
}
type Forwarded = 'grafana' | 'prometheus' | 'alertmanager';

/** The port-forwards of the servers for which the settings have no address. */
export function portForwards(settings: Settings): Readonly<Partial<Record<Forwarded, PortForward>>> {
  const { kubernetes, grafana, prometheus, alertmanager, alerting } = settings;
  const { release } = names(settings);
  const forward = (server: Forwarded, there: number, { port }: { readonly port: number }) => ({
    [server]: {
      port,
      there,
      args: [
        ...(kubernetes.context === undefined ? [] : ['--context', kubernetes.context]),
        ...['--namespace', kubernetes.namespace, 'port-forward', `svc/${release}-${server}`],
      ],
    },
  });
  return {
    ...(grafana.localUrl === localUrl(grafana) && forward('grafana', 80, grafana)),
    ...(prometheus.externalUrl === localUrl(prometheus) && forward('prometheus', 9090, prometheus)),
    ...(alerting.engine === 'alertmanager' &&
      alertmanager.externalUrl === localUrl(alertmanager) &&
      forward('alertmanager', 9093, alertmanager)),
  };
}

/** The command to type. */
export const forwardLine = ({ args, port, there }: PortForward): string =>
  ['kubectl', ...args, `${port}:${there}`].join(' ');
