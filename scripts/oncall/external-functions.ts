/** The functions of `make oncall` for existing servers: they query the servers' addresses and run nothing. */
import type { Settings } from '../../lib/settings/schema';
import { quote, type TargetFunctions } from './target-functions';

/** Samples in promtool's format. */
const PRINT_RESULT =
  'if .status != "success" then error(.error) else .data | if .resultType == "scalar" or .resultType == "string" then .result[1] else .result[] | "\\(.metric) => \\(.value[1] // ([.values[] | "\\(.[1]) @\\(.[0])"] | join(" ")))" end end';

export function externalFunctions({ external, grafana }: Settings): TargetFunctions {
  const connection = external?.prometheus;
  const prometheus = connection !== undefined && 'url' in connection ? connection : undefined;
  const tenant = prometheus?.tenant === undefined ? '' : ` --header ${quote(`X-Scope-OrgID: ${prometheus.tenant}`)}`;
  const unreachable = ['inside', 'logs', 'status', 'restart', 'rollback']
    .map((name) => `${name}() { _elsewhere "\${1:-any service}"; }`)
    .join('\n');
  return {
    functions: `PROMETHEUS_FROM_GRAFANA=
_prom=${quote(prometheus?.url.replace(/\/$/, '') ?? '')}
_prometheus_url() { echo "\${PROM:-\${_prom:?export PROM=ADDRESS OF PROMETHEUS first}}"; }
_elsewhere() { echo "the stack does not run $1: use the commands of the platform where it runs" >&2; return 1; }
${unreachable}
usage() { _elsewhere 'any service'; }
_curl() { curl -sS -m 30 --config "\${PROM_CURL_CONFIG:-/dev/null}"${tenant} "$@"; }
_prometheus_api() ( url=$(_prometheus_url) && _curl "$url/api/v1/$1" )
_fetch() { curl -sS -m 10 "$1"; }
promql() ( url=$(_prometheus_url) && _curl --get --data-urlencode "query=$(_fill "$1")" "$url/api/v1/query" | jq -r ${quote(PRINT_RESULT)} )`,
    addresses: [
      `Grafana: ${grafana.externalUrl}`,
      `Prometheus: ${prometheus?.url ?? 'a data source of that Grafana; export PROM=ADDRESS to query it'}`,
    ],
  };
}
