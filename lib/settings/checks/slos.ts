/** Objectives whose alerts could never fire, or would fire for every single failure. */
import type { Catalogue } from '../../alerting/catalogue';
import { enabledSlos, type Slo, type SloOverrides } from '../../slo/slo';
import { humanize } from '../../units';
import { allowance, burnsOf } from '../../slo/alerts';
import type { Contradiction } from '../contradiction';

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

export const checkSlos = ({ slos }: Catalogue, { slos: overrides }: { readonly slos: SloOverrides }): Contradiction[] =>
  enabledSlos(slos, overrides).flatMap((slo): Contradiction[] => {
    const { name } = slo;
    const value = overrides[name]?.objective;
    const key = `slos.${name}.objective`;
    const message = value === undefined ? undefined : objectiveProblem(slo, value);
    return message === undefined
      ? []
      : [{ key, message: `had ${String(value)}, which ${message}`, from: [key, `slos.${name}.enabled`] }];
  });
