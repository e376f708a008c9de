/**
 * Replaces Grafana's variables in a dashboard's expression by "All" and the default time range, so that a server can
 * evaluate it.
 */
const VALUES: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __range: '6h',
  __interval: '30s',
  __interval_ms: '30000',
};

/**
 * Replaces every `$name`, `${name}` and `${name:format}` by its value in `chosen`, else by a default; a variable that
 * selects by a label matches everything. A `$1` is not a variable.
 */
export const instantiate = (expr: string, chosen: Readonly<Record<string, string>> = {}): string =>
  expr.replace(/\$\{([a-z_]\w*)(?::\w+)?\}|\$([a-z_]\w*)/gi, (_all, braced: string | undefined, unbraced = '') => {
    const name = braced ?? String(unbraced);
    return chosen[name] ?? VALUES[name] ?? '.*';
  });
