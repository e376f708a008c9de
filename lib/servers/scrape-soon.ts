/**
 * Flag of a Prometheus that is to scrape at once: by default it waits for five seconds in case more targets appear. It is
 * a hidden flag of Prometheus.
 */
export const SCRAPE_SOON = '--scrape.discovery-reload-interval=200ms';
