/**
 * The shell functions that the commands in `runbooks/` call, for one stack; they have the same names on every target.
 * They are POSIX sh, which bash and zsh accept too. runbooks/README.md describes each function.
 */
import type { Settings } from '../../lib/settings/schema';
import { kubernetesFunctions } from './kubernetes-functions';
import { dockerFunctions } from './docker-functions';
import { externalFunctions } from './external-functions';
import { quote } from './target-functions';

const TARGETS = { docker: dockerFunctions, kubernetes: kubernetesFunctions, external: externalFunctions } as const;

/** The matchers of the platform's series, as text for inside the braces. */
function selectorOf({ backend }: Settings): string {
  return Object.entries(backend.selector)
    .flatMap(([label, value]) => (value === undefined ? [] : [`${label}=${JSON.stringify(value)}`]))
    .join(',');
}

function silenceFunction({ environment, alerting, grafana }: Settings): string {
  const matcher = `environment=${environment}`;
  if (alerting.engine === 'alertmanager')
    return `silence() (
  duration=$1 reason=$2; shift 2
  inside alertmanager amtool --alertmanager.url=http://localhost:9093 silence add --author="\${USER:-on-call}" \\
    --duration="$duration" --comment="$reason" ${quote(matcher)} "$@"
)`;
  const page = `${grafana.externalUrl}/alerting/silence/new?alertmanager=grafana`;
  return `silence() (
  shift 2; page=${quote(page)}
  for matcher in ${quote(matcher)} "$@"; do page="$page&matcher=$(jq -rn --arg text "$matcher" '$text | @uri')"; done
  echo "Grafana notifies: open $page, set the end and the reason there"
)`;
}

/** The functions that need only `_prometheus_api`, `inside` and `promql` of the target. */
const commonFunctions = (settings: Settings): string => `_fill() (
  rest=$1 query=
  while case $rest in *'$SELECTOR'*) true ;; *) false ;; esac; do
    query=$query\${rest%%'$SELECTOR'*}$SELECTOR
    rest=\${rest#*'$SELECTOR'}
  done
  printf '%s' "$query$rest"
)
firing() { promql ${quote(`ALERTS{alertstate="firing",environment=${JSON.stringify(settings.environment)}}`)}; }
p95() { promql "histogram_quantile(0.95, sum by (le\${2:+, $2}) (rate(\${1}_bucket{\\$SELECTOR\${3:+,$3}}[5m])))"; }
compare() { promql "($2) / ($(printf '%s' "$2" | sed "s/\\]/] offset $1/g"))"; }
minutes_since() { promql "(time() - max_over_time(timestamp($1)[6h:1m])) / 60"; }
targets() { _prometheus_api 'targets?state=active' | jq -r '.data.activeTargets[] | [.labels.job, .labels.instance, .scrapeUrl, .health, .lastError] | @tsv'; }
rules() { _prometheus_api rules | jq -r '.data.groups[] | .name as $group | .rules[] | [$group, .name, .health, .lastError] | @tsv'; }
backend_metrics() (
  url=\${1:-$(_prometheus_api 'targets?state=active' | jq -r --arg job ${quote(settings.backend.selector.job)} 'first(.data.activeTargets[] | select(.labels.job == $job) | .scrapeUrl)')}
  _fetch "$url"
)
${silenceFunction(settings)}
sql() { psql "\${DATABASE_URL:?export DATABASE_URL=postgresql://USER@HOST:5432/DATABASE first}" -c "$1"; }
redis() { redis-cli -u "\${REDIS_URL:?export REDIS_URL=redis://HOST:6379/0 first}" "$@"; }
db_queries() { sql "select pid, pg_blocking_pids(pid) as blocked_by, now() - xact_start as age, state, left(query, 80) as query from pg_stat_activity where xact_start is not null and datname = current_database() and pid <> pg_backend_pid() order by xact_start limit 10"; }
db_connections() { sql "select usename, application_name, client_addr, state, count(*), max(now() - state_change) as longest, current_setting('max_connections') as max_connections from pg_stat_activity group by 1, 2, 3, 4 order by 5 desc limit 20"; }`;

/** The script that a shell evaluates. It ends by printing the addresses. */
export function shellFunctions(stack: string, settings: Settings): string {
  const { functions, addresses } = TARGETS[settings.target](settings);
  const lines = [`Stack ${stack}, target ${settings.target}`, ...addresses];
  return [
    // Lets zsh accept the comments of a pasted block.
    '[ -z "${ZSH_VERSION:-}" ] || setopt interactivecomments',
    `STACK=${quote(stack)}`,
    `SELECTOR=${quote(selectorOf(settings))}`,
    commonFunctions(settings),
    functions,
    `addresses() { printf '%s\\n' ${lines.map(quote).join(' ')}; }`,
    'addresses >&2',
  ].join('\n');
}
