/** Options of the data sources that a stack makes, as Grafana keeps them in `jsonData`. */

/** Of the Prometheus; `alertmanagerUid` where an Alertmanager notifies, so that its silences are found. */
export const prometheusOptions = (scrapeInterval: string, alertmanagerUid?: string) => ({
  httpMethod: 'POST',
  timeInterval: scrapeInterval,
  ...(alertmanagerUid === undefined ? {} : { alertmanagerUid }),
});

/** Of the Alertmanager: Grafana shows its alerts and silences, and sends it none of its own. */
export const ALERTMANAGER_OPTIONS = { implementation: 'prometheus', handleGrafanaManagedAlerts: false } as const;
