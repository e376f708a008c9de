/**
 * The alert on a Prometheus that does not answer, which only Grafana can evaluate. All other alerts keep their state
 * meanwhile.
 */
import { inWords } from '../units';
import { WHILE_IT_FIRED } from './alert-annotations';
import { alertTags, type RuleContext } from './resolve';

/** The alert with the stack's texts; undefined if the catalogue has none. */
export function dataSourceAlert(context: RuleContext) {
  const { dataSource } = context.catalogue;
  if (dataSource === undefined) return undefined;
  const { name, group, severity, for: duration, panel, impact } = dataSource;
  const { labels, links } = alertTags(name, dataSource, severity, context);
  return {
    name,
    group,
    severity,
    for: duration,
    panel,
    labels,
    annotations: {
      summary: `Grafana cannot ask Prometheus (${context.environment})`,
      description: `Prometheus has not answered Grafana for ${inWords(duration)}. Every other alert keeps the state it had: none fires and none ends until it answers.`,
      when_resolved: `Prometheus answers Grafana again; it was silent for ${WHILE_IT_FIRED}`,
      impact,
      value: 'no answer',
      order: '0',
      ...links,
    },
  };
}
