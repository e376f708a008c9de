/** Objectives whose alerts could never fire, or would fire for every single failure. */
import { enabledSlos, type Slo } from '../../slo/slo';
import { humanize } from '../../units';
import { allowance, burnsOf } from '../../slo/alerts';
import type { Check } from '../contradiction';

/** One failure in a hundred thousand: 26 seconds in 30 days, less time than a notification takes. */
const STRICTEST = 0.99999;

/** What is wrong with an objective; undefined if its page can fire and means something. */
function objectiveProblem(slo: Slo, value: number): string | undefined {
  const allowed = allowance(value);
  const [fastest] = burnsOf(slo, 'page', value);
  if (value > STRICTEST) return `is so strict that any failure pages; the strictest is ${STRICTEST}`;
  if (fastest === undefined || fastest.factor * allowed < 1) return undefined;
  const least = Math.ceil((1 - 1 / fastest.factor) * 1000 + 1e-9) / 1000;
  return `can never page: ${humanize(fastest.factor, 'times')} the ${humanize(allowed, 'ratio')} that may fail is more than everything; the loosest is ${least}`;
}

export const checkSlos: Check = ({ catalogue, settings: { slos } }, report) => {
  for (const slo of enabledSlos(catalogue.slos, slos)) {
    const { objective } = slos[slo.name] ?? {};
    const message = objective === undefined ? undefined : objectiveProblem(slo, objective);
    if (message !== undefined)
      report(`slos.${slo.name}.objective`, `had ${objective}, which ${message}`, [`slos.${slo.name}.enabled`]);
  }
};
