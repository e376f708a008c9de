/** The functions of `make oncall` for a stack in a cluster. */
import { exporterLabels, forwardLine, names, portForwards } from '../../lib/compile/kubernetes/names';
import { podLabels } from '../../lib/compile/kubernetes/network';
import { stackExporters } from '../../lib/compile/exporters';
import type { Settings } from '../../lib/settings/schema';
import { PROMETHEUS_INSIDE, quote, serverAddresses, serviceFunction, type TargetFunctions } from './target-functions';

/** A service that runbooks refer to. */
interface Workload {
  /** Label selector of its pods. */
  readonly pods: string;
  /** Such as `deployment/trading-prod-grafana`. */
  readonly name: string;
}

const selector = (labels: Readonly<Record<string, string>>): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}=${value}`)
    .join(',');

/** The stack's own services; the backend is in a namespace of its own. */
function workloads(settings: Settings): Record<string, Workload> {
  const { release, grafana, exporter } = names(settings);
  const pods = podLabels(settings);
  // The operator names a StatefulSet after the kind and the object; the chart names the object after the release and
  // the kind.
  const operated = (kind: 'prometheus' | 'alertmanager'): Workload => ({
    pods: selector(pods[kind]),
    name: `statefulset/${kind}-${release}-${kind}`,
  });
  const exporters = stackExporters(settings).map(({ job, watches }): [string, Workload] => [
    job,
    watches === 'host'
      ? {
          pods: selector({
            'app.kubernetes.io/name': 'prometheus-node-exporter',
            'app.kubernetes.io/instance': release,
          }),
          name: `daemonset/${release}-prometheus-node-exporter`,
        }
      : { pods: selector(exporterLabels(settings, job)), name: `deployment/${exporter(job)}` },
  ]);
  return {
    prometheus: operated('prometheus'),
    grafana: { pods: selector(pods.grafana), name: `deployment/${grafana}` },
    ...(settings.alerting.engine === 'alertmanager' ? { alertmanager: operated('alertmanager') } : {}),
    ...Object.fromEntries(exporters),
  };
}

const COLUMNS = [
  'POD:.metadata.name',
  'STATE:.status.phase',
  'STARTED:.status.startTime',
  'RESTARTS:.status.containerStatuses[*].restartCount',
  'LAST_END:.status.containerStatuses[*].lastState.terminated.reason',
  'EXIT_CODE:.status.containerStatuses[*].lastState.terminated.exitCode',
  'IMAGE:.spec.containers[*].image',
].join(',');

export function kubernetesFunctions(settings: Settings): TargetFunctions {
  const stackWorkloads = Object.entries(workloads(settings));
  const forwards = portForwards(settings);
  const { kubernetes, backend } = settings;
  const kubectl = kubernetes.context === undefined ? 'kubectl' : `kubectl --context ${quote(kubernetes.context)}`;
  const ownKubectl = `${kubectl} --namespace ${quote(kubernetes.namespace)}`;
  const backendKubectl = `${kubectl} --namespace ${quote(backend.service?.namespace ?? kubernetes.namespace)}`;
  const words = (field: keyof Workload) =>
    Object.fromEntries(stackWorkloads.map(([service, workload]) => [service, quote(workload[field])]));
  const pods = { backend: '"${BACKEND:-$_backend}"', ...words('pods') };
  return {
    functions: `PROMETHEUS_FROM_GRAFANA=${quote(names(settings).prometheusUrl)}
_backend=${quote(selector(backend.service?.labels ?? {}))}
_kubectl() {
  if [ "$1" = backend ]; then shift; ${backendKubectl} "$@"; else shift; ${ownKubectl} "$@"; fi
}
${serviceFunction('_pods', pods)}
${serviceFunction('_workload', words('name'), Object.keys(pods))}
_rollout() (
  if [ "$2" = backend ]; then _kubectl backend rollout "$1" deployment --selector "$(_pods backend)"
  else workload=$(_workload "$2") && _kubectl "$2" rollout "$1" "$workload"; fi
)
inside() (
  pods=$(_pods "$1") || return
  pod=$(_kubectl "$1" get pods --selector "$pods" --field-selector status.phase=Running --output name | head -n 1)
  if [ -z "$pod" ]; then echo "no pod of $1 runs: status $1" >&2; return 1; fi
  service=$1; shift
  _kubectl "$service" exec "$pod" -- "$@"
)
logs() (
  pods=$(_pods "$1") || return
  if [ "\${2:-}" = previous ]; then _kubectl "$1" logs --selector "$pods" --prefix --tail=200 --max-log-requests=50 --previous
  else _kubectl "$1" logs --selector "$pods" --all-containers --prefix --tail=-1 --max-log-requests=50 --since "\${2:-15m}"; fi
)
status() (
  if [ $# -eq 0 ]; then _kubectl backend get pods --output wide; _kubectl stack get pods --output wide
  else pods=$(_pods "$1") && _kubectl "$1" get pods --selector "$pods" --output ${quote(`custom-columns=${COLUMNS}`)}; fi
)
usage() { _kubectl backend top pods; _kubectl stack top pods; }
restart() ( if [ -n "\${2:-}" ]; then _kubectl "$1" delete pod "$2"; else _rollout restart "$1"; fi )
rollback() (
  if [ "\${1:-}" = backend ]; then _rollout undo backend
  else echo 'only the backend is rolled back; this stack itself by \`make up\` on an earlier commit' >&2; return 1; fi
)
${PROMETHEUS_INSIDE}`,
    addresses: serverAddresses(settings, (server) => {
      const forward = forwards[server];
      return forward === undefined ? '' : `, while this runs: ${forwardLine(forward)}`;
    }),
  };
}
