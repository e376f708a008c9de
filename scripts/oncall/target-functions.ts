/** What the scripts of the targets share. */
import type { Settings } from '../../lib/settings/schema';

export interface TargetFunctions {
  readonly functions: string;
  /** Lines about where to open the servers. */
  readonly addresses: readonly string[];
}

/** A text as one word of a shell. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** A shell function that prints the word of a service, or fails with the names of all `services`. */
export const serviceFunction = (
  name: string,
  words: Readonly<Record<string, string>>,
  services = Object.keys(words),
): string => `${name}() {
  case $1 in
${Object.entries(words)
  .map(([service, word]) => `    ${service}) echo ${word} ;;`)
  .join('\n')}
    *) echo "unknown service '$1'; this stack has: ${services.join(', ')}" >&2; return 1 ;;
  esac
}`;

/** The functions that ask Prometheus where `inside` runs a command next to it. */
export const PROMETHEUS_INSIDE = `promql() { inside prometheus promtool query instant http://localhost:9090 "$(_fill "$1")"; }
_fetch() { inside prometheus wget -q -T 10 -O - "$1"; }
_prometheus_api() { _fetch "http://localhost:9090/api/v1/$1"; }`;

type Server = 'grafana' | 'prometheus' | 'alertmanager';

/** The address of each server of the stack, followed by what `hint` says of it. */
export const serverAddresses = (settings: Settings, hint: (server: Server) => string = () => ''): string[] =>
  (['grafana', 'prometheus', 'alertmanager'] as const)
    .filter((server) => server !== 'alertmanager' || settings.alerting.engine === 'alertmanager')
    .map(
      (server) => `${server.charAt(0).toUpperCase()}${server.slice(1)}: ${settings[server].externalUrl}${hint(server)}`,
    );
