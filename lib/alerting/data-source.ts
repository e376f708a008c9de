/**
 * The alert on a Prometheus that does not answer, which only Grafana can evaluate. All other alerts keep their state
 * meanwhile.
 */
import { inWords } from '../units';
import { WHILE_IT_FIRED } from './alert-annotations';
import { runbookFile } from './catalogue';
import { panelPath } from './panel-refs';
import { acknowledgement, contactLine, type RuleContext } from './resolve';

/** The alert with the stack's texts; undefined if the catalogue has none. */
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
      when_resolved: `Prometheus answers Grafana again; it was silent for ${WHILE_IT_FIRED}`,
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
