/** Settings that exporters need but do not have, and thresholds of alerts that need an exporter that is off. */
import { alertDefinition, alertNames, exporterDefinition } from '../../alerting/catalogue';
import { isAvailable } from '../../alerting/resolve';
import { SERVER_JOBS } from '../../contract/monitoring-servers';
import type { Check } from '../contradiction';
import { decideExporters } from '../exporters';

export const checkExporters: Check = ({ catalogue, settings: { thresholds, backend, exporters: parsed } }, report) => {
  const enabled = decideExporters(catalogue, parsed);
  for (const [name, settings] of Object.entries(enabled)) {
    const { watches, required } = exporterDefinition(catalogue, name);
    const needed = { ...(watches !== 'host' && { address: 'host:port of the server it watches' }), ...required };
    const values: Readonly<Record<string, unknown>> = { ...settings };
    for (const [key, needs] of Object.entries(needed))
      if (values[key] === undefined)
        report(`exporters.${name}.${key}`, `missing; needs ${needs}`, [`exporters.${name}.enabled`]);
  }

  const exporters = Object.keys(enabled);
  for (const name of alertNames(catalogue)) {
    if (thresholds[name] === undefined || isAvailable(name, { catalogue, exporters, evaluatesRules: true })) continue;
    const groups = (alertDefinition(catalogue, name).requires ?? []).map((exporter) => `exporters.${exporter}`);
    const message = `there is no such alert without ${groups.join(' or ')}, which is off`;
    report(`thresholds.${name}`, message, groups);
  }

  // Prometheus rejects a file in which two scrape jobs have one name.
  const { job } = backend.selector;
  const otherJobs = [...Object.values(SERVER_JOBS), ...Object.values(catalogue.exporters).map((each) => each.job)];
  if (otherJobs.includes(job))
    report('backend.selector.job', `had "${job}", which is the job of another part of the monitoring`);
};
