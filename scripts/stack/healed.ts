/** Describes what an update repaired after somebody killed, removed or edited it. */
import { isDeepStrictEqual } from 'node:util';
import { joinWords } from '../../lib/units';
import type { Container } from '../../lib/servers/docker-containers';
import {
  isDifferent,
  driftOf,
  isStopped,
  resourceNoun,
  type Drift,
  type ResourceStep,
} from '../support/resource-steps';
import { rulesInDrift } from './rule-drift';

/** A resource that differed from what was deployed. */
interface Finding {
  readonly noun: string;
  readonly name: string;
  readonly how: 'stopped' | 'removed' | 'edited' | 'added';
}

/** The changed rules of a group; the group itself if none of them differs. */
function ruleFindings(drift: Drift): Finding[] {
  const findings = rulesInDrift(drift).flatMap(({ name, deployed, found, expected }): Finding[] => {
    const rule = { noun: 'alert rule', name };
    if (deployed === undefined) return [{ ...rule, how: 'added' }];
    if (found === undefined) return [{ ...rule, how: 'removed' }];
    return isDifferent(expected, deployed, found) ? [{ ...rule, how: 'edited' }] : [];
  });
  return findings.length > 0 ? findings : [{ noun: 'rule group', name: drift.step.name, how: 'edited' }];
}

function findingsOf(drift: Drift, before: readonly Container[]): Finding[] {
  const { step, deployed, found } = drift;
  const finding = { noun: resourceNoun(step.kind), name: step.name };
  if (isStopped(drift)) return [{ ...finding, how: 'stopped' }];
  if (found !== undefined) return step.kind === 'RuleGroup' ? ruleFindings(drift) : [{ ...finding, how: 'edited' }];
  const stopped = step.kind === 'Container' && before.some(({ name }) => name === deployed.name);
  return [{ ...finding, how: stopped ? 'stopped' : 'removed' }];
}

const FEW = 6;

/** "Healed: container grafana was removed." Empty if nothing was repaired. `before`: Docker's containers before. */
export function describeHealed(steps: readonly ResourceStep[], before: readonly Container[]): string {
  const mended = new Set(steps.filter(({ op }) => ['create', 'update', 'replace'].includes(op)).map(({ urn }) => urn));
  const findings = driftOf(steps)
    .filter(({ step }) => mended.has(step.urn))
    .flatMap((drift) => findingsOf(drift, before))
    .filter((one, i, all) => all.findIndex((other) => isDeepStrictEqual(one, other)) === i);
  const groups = Map.groupBy(findings, ({ noun, how }) => `${noun} ${how}`);
  const phrases = [...groups.values()].map((group) => {
    const [{ noun, how }] = group as [Finding];
    const names = group.map(({ name }) => name);
    const some = names.length > FEW ? [...names.slice(0, FEW), `${names.length - FEW} more`] : names;
    return `${noun}${names.length === 1 ? '' : 's'} ${joinWords(some)} ${names.length === 1 ? 'was' : 'were'} ${how}`;
  });
  return phrases.length === 0 ? '' : `Healed: ${phrases.join('; ')}.`;
}
