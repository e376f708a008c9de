/** Describes manual changes: the difference between the running resources and what the stack deployed. */
import { isDeepStrictEqual } from 'node:util';
import { isGroup, parseStructure, toGroup, toGroups, type Json } from '../../lib/json-values';
import { compareDashboard } from '../../lib/review/diff/dashboards';
import type { Change } from '../../lib/review/diff/change';
import { exportedModel, withDefaults } from '../../lib/review/diff/export';
import { changedLeaves, type Leaf } from '../../lib/review/diff/leaves';
import {
  isDifferent,
  driftOf,
  isStopped,
  resourceNoun,
  type Drift,
  type ResourceStep,
} from '../support/resource-steps';
import { editedBy, editedRules } from './kubernetes-drift';
import { rulesInDrift, type RuleDrift } from './rule-drift';

const panelsOf = (dashboard: unknown): Json[] => toGroups(toGroup(dashboard).panels);

/**
 * The dashboard with its panels' ids, which Grafana's provider leaves out when it reads a dashboard. A panel gets the
 * id of the deployed panel with its title, else of the one at its position, else a new one.
 */
function withPanelIds(dashboard: unknown, expected: unknown): unknown {
  const panels = panelsOf(dashboard);
  if (!isGroup(dashboard) || panels.every(({ id }) => id !== undefined)) return dashboard;
  const left = [...panelsOf(expected)];
  const ids = new Map<Json, unknown>();
  const pair = (isAlike: (panel: Json, other: Json) => boolean) => {
    for (const panel of panels.filter((one) => !ids.has(one))) {
      const at = left.findIndex((other) => other.type === panel.type && isAlike(panel, other));
      if (at >= 0) ids.set(panel, left.splice(at, 1)[0]?.id);
    }
  };
  pair((panel, other) => panel.title === other.title && isDeepStrictEqual(panel.gridPos, other.gridPos));
  pair((panel, other) => panel.title === other.title);
  pair((panel, other) => isDeepStrictEqual(panel.gridPos, other.gridPos));
  const highest = Math.max(0, ...panelsOf(expected).map(({ id }) => Number(id)));
  return { ...dashboard, panels: panels.map((panel, i) => ({ ...panel, id: ids.get(panel) ?? highest + 1 + i })) };
}

/** The manual changes of a dashboard; none if one of both is no dashboard. */
function dashboardChanges(name: string, before: unknown, after: unknown): Change[] {
  const [old, now] = [exportedModel(before), exportedModel(after)];
  try {
    return old === undefined || now === undefined ? [] : compareDashboard(name, ...withDefaults(old, now));
  } catch (error) {
    if (error instanceof Error && error.name === 'ZodError') return [];
    throw error;
  }
}

function dashboardSentences({ step, deployed, found = {} }: Drift): string[] {
  const expected = parseStructure(toGroup(step.old?.inputs).configJson);
  const [before, after] = [deployed, found].map(({ configJson }) => withPanelIds(parseStructure(configJson), expected));
  const sentences = dashboardChanges(step.name, before, after).map(
    ({ subject, parts }) => `- ${subject} ${parts.map(({ text }) => text).join('; ')}`,
  );
  return sentences.length > 0 ? sentences : [`- dashboard ${step.name} was edited`];
}

/** A rule with its queries parsed, so that a threshold can be found by its path. */
const readable = ({ datas, ...rule }: Json): Json => ({
  ...rule,
  datas: toGroups(datas).map((data) => ({ ...data, model: parseStructure(data.model) })),
});

/** A name for people of a rule's property. */
function fieldOf(path: string): string {
  if (/evaluator\.params/.test(path)) return 'threshold';
  if (/\bmodel\.expr(ession)?$/.test(path)) return 'query';
  return path;
}

/** A text, shortened to fit on a line. */
const shortenValue = (value: Leaf | undefined): string => {
  const text = value === undefined ? 'not set' : String(value).replace(/\s+/g, ' ');
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
};

function ruleSentence({ name, deployed, found, expected }: RuleDrift): string[] {
  if (deployed === undefined) return [`- rule ${name} is in Grafana and not in the stack`];
  if (found === undefined) return [`- rule ${name} is not in Grafana any more`];
  const keys = Object.keys(expected).filter((key) => isDifferent(deployed[key], deployed[key], found[key]));
  const only = (rule: Json) => readable(Object.fromEntries(keys.map((key) => [key, rule[key]])));
  const parts = changedLeaves(only(deployed), only(found)).map(
    ({ path, before, after }) =>
      `${fieldOf(path)} is ${shortenValue(after)} in Grafana, ${shortenValue(before)} in the stack`,
  );
  return parts.length === 0 ? [] : [`- rule ${name}: ${parts.join('; ')}`];
}

function ruleSentences(drift: Drift): string[] {
  const sentences = rulesInDrift(drift).flatMap(ruleSentence);
  return sentences.length > 0 ? sentences : [`- rule group ${drift.step.name} was edited`];
}

/** Of other resources, only the names of properties or rules: a value may be a credential. */
function resourceSentence(drift: Drift): string[] {
  const { step, deployed, found = {} } = drift;
  const inputs = toGroup(step.old?.inputs);
  const keys = Object.keys(inputs).filter(
    (key) => key !== '__defaults' && isDifferent(inputs[key], deployed[key], found[key]),
  );
  const rules = step.kind === 'PrometheusRule' ? editedRules(drift) : [];
  const what = rules.length > 0 ? rules : keys;
  return [`- ${resourceNoun(step.kind)} ${step.name} was edited${editedBy(drift)}: ${what.join(', ')}`];
}

/** A line for each resource that differs from what the stack deployed; empty if there is none. */
export const driftSentences = (steps: readonly ResourceStep[]): string[] =>
  driftOf(steps).flatMap((drift) => {
    const { kind, name } = drift.step;
    if (isStopped(drift)) return [`- ${resourceNoun(kind)} ${name} does not run`];
    if (drift.found === undefined) return [`- ${resourceNoun(kind)} ${name} is gone`];
    if (kind === 'Dashboard') return dashboardSentences(drift);
    return kind === 'RuleGroup' ? ruleSentences(drift) : resourceSentence(drift);
  });
