/** Stacks on Kubernetes, and what the chart is given for them. */
import type { ChartValues } from '../../compile/kubernetes/chart';
import { chartValues } from '../../compile/kubernetes/values';
import { ENCRYPTED } from '../../config/raw';
import { ruleContext, toSettings } from '../../config/settings';
import { prometheusRules } from '../../compile/prometheus-rules';

/** A stack file for Kubernetes that is right: what is required, and `more`. */
export const onKubernetes = (more: Readonly<Record<string, unknown>> = {}) => {
  const { backend, kubernetes, ...rest } = more as Readonly<Record<string, object | undefined>>;
  return {
    target: 'kubernetes',
    backend: { service: { labels: { app: 'backend-api' }, port: 'http', namespace: 'trading' }, ...backend },
    kubernetes: { context: 'test', ...kubernetes },
    ...rest,
  };
};

/** Where the receiver of remote write is, in `everything`. */
export const RECEIVER = 'https://mimir.example.com/api/v1/push';

/** A stack that says all that reaches the chart. */
export const everything = {
  backend: { selector: { cluster: 'eu' } },
  prometheus: {
    remoteWrite: [
      { url: RECEIVER, basicAuth: { username: '1', password: ENCRYPTED } },
      { url: RECEIVER, bearerToken: ENCRYPTED, headers: { 'X-Scope-OrgID': 'trading' }, sendOnlyContract: false },
    ],
  },
  kubernetes: {
    replicas: 3,
    imageRegistry: 'mirror.example.com',
    storage: { class: 'fast' },
    defaultRules: true,
    crdUpgradeJob: true,
    protectData: true,
    ingress: { host: 'grafana.example.com', className: 'nginx', tlsSecret: 'tls' },
  },
};

/** The chart's values of stack `prod`; `routed` says whether Alertmanager notifies. */
export function valuesOf(more: Readonly<Record<string, unknown>> = {}, routed = false): ChartValues {
  const settings = toSettings('prod', onKubernetes(more));
  return chartValues(settings, prometheusRules(ruleContext(settings)), routed);
}
