/** What the parts of a stack are called in the cluster. The chart derives its names from the release's. */
import type { Settings } from '../../config/schema';

export function names({ environment, kubernetes: { namespace } }: Pick<Settings, 'environment' | 'kubernetes'>) {
  const release = `trading-${environment}`;
  return {
    release,
    grafana: `${release}-grafana`,
    /** Secrets that the stack makes and the chart only names. */
    grafanaAdmin: `${release}-grafana-admin`,
    remoteWrite: `${release}-remote-write`,
    alertmanagerConfig: `${release}-alertmanager-config`,
    /** Where Grafana reaches Prometheus: whichever replica it was given first. */
    prometheusUrl: `http://${release}-prometheus.${namespace}.svc:9090`,
  } as const;
}

/** The command that makes Grafana answer on this machine; none where it has an address of its own. */
export function portForward(settings: Settings): string | undefined {
  const { context, grafanaUrl, ingress, namespace } = settings.kubernetes;
  if (grafanaUrl !== undefined || ingress !== undefined) return undefined;
  const where = context === undefined ? '' : ` --context ${context}`;
  return `kubectl${where} --namespace ${namespace} port-forward svc/${names(settings).grafana} 3000:80`;
}
