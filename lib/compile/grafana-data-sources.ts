/** Options of a stack's data sources, in the format of Grafana's `jsonData`. */

/** Options of Prometheus; `alertmanagerUid` if an Alertmanager notifies, so that Grafana finds its silences. */
export const prometheusOptions = (scrapeInterval: string, alertmanagerUid?: string) => ({
  httpMethod: 'POST',
  timeInterval: scrapeInterval,
  ...(alertmanagerUid === undefined ? {} : { alertmanagerUid }),
});

/** Options of Alertmanager: Grafana shows its alerts and silences, and sends it none of its own. */
export const ALERTMANAGER_OPTIONS = { implementation: 'prometheus', handleGrafanaManagedAlerts: false } as const;
