/** What the parts of a stack are called in the cluster. The chart derives its names from the release's. */
import type { Settings } from '../../config/schema';
import { TEMPLATE, type AlertmanagerPlace } from '../../rules/compile/alertmanager';

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
  } as const;
}

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
