/** What the parts of a stack are called in the cluster. The chart derives its names from the release's. */
import type { Settings } from '../../config/schema';
import { TEMPLATE, type AlertmanagerPlace } from '../alertmanager';
import { EXPORTER_ADDRESSES } from '../prometheus-config';
import type { Store } from '../exporters';

export function names({ environment, kubernetes: { namespace } }: Pick<Settings, 'environment' | 'kubernetes'>) {
  const release = `trading-${environment}`;
  return {
    release,
    grafana: `${release}-grafana`,
    /** Secrets that the stack makes and the chart only names. */
    grafanaAdmin: `${release}-grafana-admin`,
    remoteWrite: `${release}-remote-write`,
    alertmanagerConfig: `${release}-alertmanager-config`,
    alertmanagerCredentials: `${release}-alertmanager-credentials`,
    /** Where Grafana reaches Prometheus: whichever replica it was given first. */
    prometheusUrl: `http://${release}-prometheus.${namespace}.svc:9090`,
    /** The same of Alertmanager; a silence reaches every replica from any. */
    alertmanagerUrl: `http://${release}-alertmanager.${namespace}.svc:9093`,
    exporter: (store: Store) => `${release}-${EXPORTER_ADDRESSES[store].host}`,
  } as const;
}

/** By which an exporter's pod and service are found. A deployment's selector can never be changed: nor may these. */
export const exporterLabels = (settings: Settings, store: Store): Readonly<Record<string, string>> => ({
  'app.kubernetes.io/name': EXPORTER_ADDRESSES[store].host,
  'app.kubernetes.io/instance': names(settings).release,
});
/** Name of the port at which an exporter is scraped. */
export const METRICS_PORT = 'metrics';

/** Where the operator mounts what is in the secrets. */
export const alertmanagerPlace = (settings: Pick<Settings, 'environment' | 'kubernetes'>): AlertmanagerPlace => ({
  template: `/etc/alertmanager/config/${TEMPLATE}`,
  secrets: `/etc/alertmanager/secrets/${names(settings).alertmanagerCredentials}`,
});

/** The command that makes Grafana answer on this machine; none where it has an address of its own. */
export function portForward(settings: Settings): string | undefined {
  const { context, grafanaUrl, ingress, namespace } = settings.kubernetes;
  if (grafanaUrl !== undefined || ingress !== undefined) return undefined;
  const where = context === undefined ? '' : ` --context ${context}`;
  return `kubectl${where} --namespace ${namespace} port-forward svc/${names(settings).grafana} 3000:80`;
}
