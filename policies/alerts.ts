/** An alert says what is wrong, how bad it is, and what to do. */
import { load } from 'js-yaml';
import type { Rule } from './rule';
import { absent, at, groups, isGroup, read, valueText, within, type Group, type Value } from './value';

/** The labels and annotations that an alert must have, by the field that contains them. */
const NEEDED = ['labels.severity', 'annotations.summary', 'annotations.runbook_url'];

/** What an alert lacks. */
export function missingAlertParts(name: Value, alert: Group): string[] {
  const missing = NEEDED.filter((path) => absent(at(alert, path))).map((path) => path.replace(/^\w+\./, ''));
  return missing.length === 0 ? [] : [`alert ${valueText(name)} has no ${missing.join(', no ')}`];
}

/** Alerts in Prometheus rule groups, anywhere in a value. */
function* fromGroups(value: Value): Generator<string> {
  for (const { path, value: found } of within(value))
    for (const rule of path.at(-1) === 'rules' ? groups(found) : [])
      if (!absent(rule.alert)) yield* missingAlertParts(rule.alert, rule);
}

/** The same in a text. A text that is not YAML, or contains no rules, is ignored. */
function fromText(text: string): Iterable<string> {
  if (!/(^|[\s{,-])['"]?alert['"]?:/m.test(text)) return [];
  try {
    return fromGroups(read(load(text)));
  } catch {
    return [];
  }
}

export const alertsWithRunbook: Rule = {
  name: 'alert-with-runbook',
  description: 'An alert has a severity, a summary and a link to its runbook.',
  remedy:
    'Who is woken by it must know how bad it is and what to do: add the label `severity` and the annotations `summary` and `runbook_url`.',
  *broken({ type, props }) {
    if (type === 'grafana:alerting/ruleGroup:RuleGroup') {
      for (const rule of groups(props.rules)) if (!isGroup(rule.record)) yield* missingAlertParts(rule.name, rule);
      return;
    }
    yield* fromGroups(props);
    // Rule files in a container or a ConfigMap.
    for (const { value } of within(props)) if (typeof value === 'string') yield* fromText(value);
  },
};
