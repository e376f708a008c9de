/** Facts about the monitoring servers' own metrics that do not depend on the platform. */

/** The scrape jobs of the monitoring servers themselves. */
export const SERVER_JOBS = { prometheus: 'prometheus', alertmanager: 'alertmanager', grafana: 'grafana' } as const;
export type Server = keyof typeof SERVER_JOBS;

/**
 * Series that Prometheus writes about each target in addition to `up`, and those of each process about itself: panels
 * and annotations read them.
 */
export const OF_TARGETS = ['scrape_duration_seconds', 'process_start_time_seconds'] as const;
/** Names of the metrics that contain a process' version. */
export const BUILD_INFO = '(.+_)?build_info';
