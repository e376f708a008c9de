/** The data sources of a stack in Grafana. */
import type { Settings } from '../settings/schema';
import type { Content } from './index.ts';

/** `jsonData` of Prometheus; `alertmanagerUid` if an Alertmanager notifies, so that Grafana finds its silences. */
export const prometheusOptions = (scrapeInterval: string, alertmanagerUid?: string) => ({
  httpMethod: 'POST',
  timeInterval: scrapeInterval,
  alertmanagerUid,
});

/** `jsonData` of Alertmanager: Grafana shows its alerts and silences, and sends it none of its own. */
export const ALERTMANAGER_OPTIONS = { implementation: 'prometheus', handleGrafanaManagedAlerts: false } as const;

/** Both as a provisioning file. */
export const provisionedDataSources = (
  { dataSource, alertmanagerDataSource }: Content,
  { backend }: Pick<Settings, 'backend'>,
  at: { readonly prometheusUrl: string; readonly alertmanagerUrl: string },
) => ({
  apiVersion: 1,
  datasources: [
    {
      ...dataSource,
      type: 'prometheus',
      url: at.prometheusUrl,
      jsonData: prometheusOptions(backend.scrapeInterval, alertmanagerDataSource.uid),
    },
    { ...alertmanagerDataSource, type: 'alertmanager', url: at.alertmanagerUrl, jsonData: ALERTMANAGER_OPTIONS },
  ],
});
