/** The alert that only Grafana can evaluate: that it cannot ask Prometheus. All others keep the state they had meanwhile. */
import { inWords } from '../units';
import { runbookFile } from './catalogue';
import { panelPath } from './panel-refs';
import { acknowledgement, contactLine, type RuleContext } from './resolve';

/** The alert of a stack; none where its catalogue has none. */
export function dataSourceAlert(context: RuleContext) {
  const { catalogue, environment, runbooksUrl, grafanaUrl } = context;
  const { dataSource, panels, teams } = catalogue;
  if (dataSource === undefined) return undefined;
  const { name, group, severity, component, for: duration, panel, impact } = dataSource;
  const team = teams[component] ?? '';
  return {
    name,
    group,
    severity,
    for: duration,
    panel,
    labels: { severity, component, team, environment },
    annotations: {
      summary: `Grafana cannot ask Prometheus (${environment})`,
      description: `Prometheus has not answered Grafana for ${inWords(duration)}. Every other alert keeps the state it had: none fires and none ends until it answers.`,
      when_resolved: 'Prometheus answers Grafana again; it was silent for',
      impact,
      value: 'no answer',
      order: '0',
      runbook_url: `${runbooksUrl}/${runbookFile(group)}#${name.toLowerCase()}`,
      dashboard_url: `${grafanaUrl}${panelPath(panels, panel, environment)}`,
      ...acknowledgement(name, context),
      ...contactLine(team, context),
    },
  };
}
