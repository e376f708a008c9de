/** What is known of the monitoring servers' own metrics, whatever they monitor. */

/** The scrape jobs of the monitoring servers themselves. */
export const SERVER_JOBS = { prometheus: 'prometheus', alertmanager: 'alertmanager', grafana: 'grafana' } as const;
export type Server = keyof typeof SERVER_JOBS;

/** What Prometheus writes about each target beside `up`, and what each process says of itself: panels and marks read it. */
export const OF_TARGETS = ['scrape_duration_seconds', 'process_start_time_seconds'] as const;
/** Names of the metrics by which processes say their version. */
export const BUILD_INFO = '(.+_)?build_info';
