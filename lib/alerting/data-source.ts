/** The alert that only Grafana can evaluate: that it cannot ask Prometheus. All others keep the state they had meanwhile. */
import { inWords, type Duration } from '../units';
import { panelPath } from '../../rules/panel-ids';
import { runbookFile, type RuleContext } from './catalogue';
import { TEAM, type Component, type Group, type Severity } from '../../rules/labels';

export const PROMETHEUS_UNREACHABLE = 'PrometheusUnreachable';

const GROUP: Group = 'meta';
const SEVERITY: Severity = 'critical';
const COMPONENT: Component = 'monitoring';
/** Longer than a restart takes, which is none of a person's business. */
const FOR: Duration = '2m';
const PANEL = { dashboard: 'overview', panel: 'targets' } as const;

/** Its texts have no value in them: there is none while nothing answers. */
export const prometheusUnreachable = ({ environment, runbooksUrl, grafanaUrl }: RuleContext) => ({
  name: PROMETHEUS_UNREACHABLE,
  group: GROUP,
  severity: SEVERITY,
  for: FOR,
  panel: PANEL,
  labels: { severity: SEVERITY, component: COMPONENT, team: TEAM[COMPONENT], environment },
  annotations: {
    summary: `Grafana cannot ask Prometheus (${environment})`,
    description: `Prometheus has not answered Grafana for ${inWords(FOR)}. Every other alert keeps the state it had: none fires and none ends until it answers.`,
    when_resolved: 'Prometheus answers Grafana again; it was silent for',
    impact: 'Nothing is measured: a new incident reaches nobody.',
    value: 'no answer',
    order: '0',
    runbook_url: `${runbooksUrl}/${runbookFile(GROUP)}#${PROMETHEUS_UNREACHABLE.toLowerCase()}`,
    dashboard_url: `${grafanaUrl}${panelPath(PANEL, environment)}`,
  },
});
