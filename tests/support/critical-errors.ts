/** An alert as Prometheus sends it to Alertmanager: server errors of one endpoint; a larger `index` is worse. */
export const criticalErrors = (endpoint: string, index: number) => ({
  labels: { alertname: 'CriticalErrorRate', severity: 'critical', component: 'api', environment: 'prod', endpoint },
  annotations: {
    summary: 'The API fails on a large scale (prod)',
    description: `${endpoint} answers 2 server errors (5xx) a second, more than 1/s for 2 minutes. Many users see failures.`,
    when_resolved: `The server errors (5xx) of ${endpoint} are no longer above 1/s; they were for as long as this alert fired.`,
    impact: 'Many users see failures.',
    culprit: endpoint,
    value: '2/s',
    order: String(index).padStart(24, '0'),
    limit: 'above 1/s',
    runbook_url: 'https://example.com/runbooks/api-health.md#criticalerrorrate',
    dashboard_url: 'http://localhost:3000/d/api-health-prod?viewPanel=3',
    acknowledge_url: 'http://localhost:9093/#/silences/new?filter=%7Balertname%3D%22CriticalErrorRate%22%7D',
  },
});
