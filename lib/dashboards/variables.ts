/** A dashboard's expression as a server takes it: Grafana's variables filled in as "All" over the default range. */
const VALUES: Readonly<Record<string, string>> = {
  __rate_interval: '1m',
  __range: '6h',
  __interval: '30s',
  __interval_ms: '30000',
};

/**
 * Fills in every `$name`, `${name}` and `${name:format}`, by what is `chosen` before the defaults; a variable that narrows
 * a label matches everything. A `$1` is no variable.
 */
export const instantiate = (expr: string, chosen: Readonly<Record<string, string>> = {}): string =>
  expr.replace(/\$\{([a-z_]\w*)(?::\w+)?\}|\$([a-z_]\w*)/gi, (_all, braced: string | undefined, unbraced = '') => {
    const name = braced ?? String(unbraced);
    return chosen[name] ?? VALUES[name] ?? '.*';
  });
