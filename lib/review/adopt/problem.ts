/** Why a hand-written alert cannot exist on this platform. */
import { exporterMetrics, type Catalogue } from '../../alerting/catalogue';
import type { Contract } from '../../contract/metric';
import { contractMetric } from '../../contract/contract-series';
import { groupingsOf, metricsOf, selectionsOf, TARGET_LABELS, type PromqlNode } from '../../promql';
import { nearest } from '../../settings/nearest';
import { isDuration } from '../../units';

/** A label that the platform does not put on the metric. */
function unknownLabel(expr: PromqlNode, contract: Contract): string | undefined {
  const uses = [
    ...selectionsOf(expr).map(({ metric, matchers }) => ({
      metrics: [metric],
      labels: matchers.map(({ label }) => label),
    })),
    ...groupingsOf(expr),
  ];
  for (const { metrics, labels } of uses)
    for (const metric of metrics.flatMap((series) => contractMetric(contract, series) ?? [])) {
      const labelNames = Object.keys(metric.labels);
      const unknown = labels.find((label) => ![...labelNames, ...TARGET_LABELS, 'le'].includes(label));
      if (unknown !== undefined)
        return `it uses the label ${unknown}, which ${metric.name} does not have${labelNames.length === 0 ? '' : `; it has ${labelNames.join(', ')}`}`;
    }
  return undefined;
}

/** A series that the platform lacks, and the most similar one that it has; `recorded`: what rules record. */
export function unknownSeries(
  expr: PromqlNode,
  catalogue: Catalogue,
  recorded: readonly string[] = [],
): string | undefined {
  const { contract, serverMetrics } = catalogue;
  const seriesNames = [...Object.keys(exporterMetrics(catalogue)), ...Object.keys(serverMetrics), 'up', ...recorded];
  const unknown = metricsOf(expr).find(
    (metric) => metric !== '' && contractMetric(contract, metric) === undefined && !seriesNames.includes(metric),
  );
  if (unknown === undefined) return undefined;
  const near = nearest(unknown, [...Object.keys(contract), ...seriesNames]);
  return `reads ${unknown}, which the contract does not have${near === undefined ? '' : `; the nearest is ${near}`}`;
}

/** The problem as one clause; undefined if the platform exposes everything that the expression reads. */
export function problemOfExpression(expr: PromqlNode, catalogue: Catalogue): string | undefined {
  const unknown = unknownSeries(expr, catalogue);
  return unknown === undefined ? unknownLabel(expr, catalogue.contract) : `it ${unknown}`;
}

/** The problem as one clause; undefined if the rule can be an alert here. */
export function problemOf(expr: PromqlNode, duration: string, catalogue: Catalogue): string | undefined {
  if (!isDuration(duration)) return `its for is "${duration}", which is no duration such as 5m`;
  const { heartbeat } = catalogue;
  if (metricsOf(expr).every((metric) => metric === ''))
    return `it names no metric${heartbeat === undefined ? '' : `; the catalogue's alert that always fires is ${heartbeat}`}`;
  return problemOfExpression(expr, catalogue);
}
