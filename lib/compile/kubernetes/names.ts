/** What the parts of a stack are called in the cluster. The chart derives its names from the release's. */
import { localUrl } from '../../settings/bind-address';
import { stackPrefix } from '../../settings/names';
import type { Settings } from '../../settings/schema';
import { TEMPLATE, type AlertmanagerPlace } from '../alertmanager';

/** What it takes to name a stack's objects. */
type Named = Pick<Settings, 'catalogue' | 'environment' | 'kubernetes'>;

export function names({ catalogue, environment, kubernetes: { namespace } }: Named) {
  const release = stackPrefix({ catalogue, environment });
  return {
    release,
    /** Of the operator's kinds, which other objects of the stack wait for. */
    kindsRelease: `${release}-crds`,
    grafana: `${release}-grafana`,
    /** Secrets that the stack makes and the chart only names. */
    grafanaAdmin: `${release}-grafana-admin`,
    remoteWrite: `${release}-remote-write`,
    /** The config map of certificate authorities. */
    authorities: `${release}-authorities`,
    alertmanagerConfig: `${release}-alertmanager-config`,
    alertmanagerCredentials: `${release}-alertmanager-credentials`,
    /** Where Grafana reaches Prometheus: whichever replica it was given first. */
    prometheusUrl: `http://${release}-prometheus.${namespace}.svc:9090`,
    /** The same of Alertmanager; a silence reaches every replica from any. */
    alertmanagerUrl: `http://${release}-alertmanager.${namespace}.svc:9093`,
    exporter: (job: string) => `${release}-${job}`,
  } as const;
}

/** By which an exporter's pod and service are found. A deployment's selector can never be changed: nor may these. */
export const exporterLabels = (settings: Settings, job: string): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': job,
  'app.kubernetes.io/instance': names(settings).release,
});
/** Name of the port at which an exporter is scraped. */
export const METRICS_PORT = 'metrics';

/** Where the operator mounts each secret, in a folder of its name. */
const ALERTMANAGER_SECRETS = '/etc/alertmanager/secrets';

/** Where the operator mounts what is in the secrets. */
export const alertmanagerPlace = (settings: Named): AlertmanagerPlace => ({
  template: `/etc/alertmanager/config/${TEMPLATE}`,
  secrets: `${ALERTMANAGER_SECRETS}/${names(settings).alertmanagerCredentials}`,
  referencedSecrets: ALERTMANAGER_SECRETS,
  hasOperator: true,
});

/** The variable that says where a port-forward to Grafana of `make` listens, in place of the usual port. */
export const FORWARDED_GRAFANA = 'OBSERVABILITY_FORWARDED_GRAFANA_URL';

/** A server that is reached by a port-forward alone. */
export interface PortForward {
  /** Arguments of kubectl but the ports. */
  readonly args: readonly string[];
  /** Where it then answers on this machine. */
  readonly port: number;
  /** The port of its service. */
  readonly there: number;
}
type Forwarded = 'grafana' | 'prometheus' | 'alertmanager';

/** The port-forwards of the servers that the settings give no address to. */
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

/** The line to type. */
export const forwardLine = ({ args, port, there }: PortForward): string =>
  ['kubectl', ...args, `${port}:${there}`].join(' ');
