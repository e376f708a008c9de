/** The functions of `make oncall` for a stack on this machine's Docker. */
import { stackExporters } from '../../lib/compile/exporters';
import { containerName } from '../../lib/settings/names';
import type { Settings } from '../../lib/settings/schema';
import { PROMETHEUS_INSIDE, quote, serverAddresses, serviceFunction, type TargetFunctions } from './target-functions';

const FACTS =
  '{{.Name}}: {{.State.Status}} since {{.State.StartedAt}}, restarts {{.RestartCount}}, last exit code {{.State.ExitCode}}, out of memory {{.State.OOMKilled}}, image {{.Config.Image}}';

/** The backend's container, if `BACKEND` does not name it: the demo's, else the host in the scraped address. */
const backendContainer = (settings: Settings): string =>
  settings.demo ? containerName(settings, 'backend') : settings.backend.address.replace(/:\d+$/, '');

/** The containers by the service names in runbooks. */
function containerNames(settings: Settings): Record<string, string> {
  const { alerting } = settings;
  const servers = ['prometheus', 'grafana', ...(alerting.engine === 'alertmanager' ? ['alertmanager'] : [])];
  const exporters = stackExporters(settings).map(({ job }) => job);
  return {
    backend: '"${BACKEND:-$_backend}"',
    ...Object.fromEntries([...servers, ...exporters].map((name) => [name, quote(containerName(settings, name))])),
  };
}

export const dockerFunctions = (settings: Settings): TargetFunctions => ({
  functions: `PROMETHEUS_FROM_GRAFANA=http://prometheus:9090
_backend=${quote(backendContainer(settings))}
${serviceFunction('_container', containerNames(settings))}
inside() ( container=$(_container "$1") && shift && docker exec "$container" "$@" )
logs() (
  container=$(_container "$1") || return
  if [ "\${2:-}" = previous ]; then docker logs --tail 200 "$container" 2>&1; else docker logs --since "\${2:-15m}" "$container" 2>&1; fi
)
status() (
  if [ $# -eq 0 ]; then docker ps --all --filter ${quote(`name=^${containerName(settings, '.*')}$`)} --format 'table {{.Names}}\\t{{.Status}}\\t{{.Image}}'
  else container=$(_container "$1") && docker inspect --format ${quote(FACTS)} "$container"; fi
)
usage() { docker stats --no-stream; }
restart() ( container=$(_container "$1") && docker restart --time 30 "$container" )
rollback() { echo 'Docker keeps no earlier version: deploy the previous image the way it was deployed' >&2; return 1; }
${PROMETHEUS_INSIDE}`,
  addresses: serverAddresses(settings),
});
