/** Rule files and dashboards written by hand that a stack cannot deploy. */
import type { Catalogue } from '../../alerting/catalogue';
import {
  alertNamesIn,
  baseName,
  DASHBOARD_FILES,
  readRuleGroups,
  RULE_FILES,
  verbatimRules,
} from '../../alerting/verbatim';
import { readHandwritten } from '../../dashboards/handwritten';
import { contradictIf, type Contradiction } from '../contradiction';
import type { Parsed } from '../schema';

/**
 * Kubernetes objects and Pulumi resources are named after the file, and a dashboard's UID has at most 40 characters.
 */
const isName = (path: string): boolean => /\/[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(baseName(path));

function whyNoDashboard(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return `is no JSON: ${error.message}`;
    throw error;
  }
  const dashboard = readHandwritten(value);
  if (dashboard === undefined) return 'is no dashboard: it has neither panels nor rows';
  return dashboard.schema === 'v2'
    ? 'has the dashboard schema v2; a stack deploys those with rows or a list of panels; in Grafana: Export, Model: Classic'
    : undefined;
}

function checkFiles({ verbatim, panels }: Catalogue): Contradiction[] {
  const rules = Object.entries(verbatim?.rules ?? {}).map(([file, text]) => {
    const groups = readRuleGroups(text);
    return [
      `${RULE_FILES}/${file}`,
      typeof groups === 'string' ? `is no rule file of Prometheus: it has ${groups}` : undefined,
    ] as const;
  });
  const dashboards = Object.entries(verbatim?.dashboards ?? {}).map(
    ([file, text]) =>
      [
        `${DASHBOARD_FILES}/${file}`,
        baseName(file) in panels
          ? `has the name of the dashboard ${baseName(file)} of the platform; rename it`
          : whyNoDashboard(text),
      ] as const,
  );
  return [...rules, ...dashboards].flatMap(([path, message]) => {
    const problem = isName(path)
      ? message
      : 'needs a name of at most 22 small letters, digits and - before its ending; rename it';
    return contradictIf(problem !== undefined, path, problem ?? '');
  });
}

/** Nothing evaluates the rules, or nobody is notified of the alerts. */
function checkEngine(catalogue: Catalogue, { target, external, alerting }: Parsed): Contradiction[] {
  const files = Object.entries(verbatimRules(catalogue));
  const { prometheus, ruler } = external;
  if (target === 'external' && ruler === undefined && prometheus.evaluatesRules !== true)
    return files.flatMap(([file]) =>
      contradictIf(
        true,
        'external.ruler',
        `missing; nothing evaluates the rules of ${RULE_FILES}/${file} without it, or without external.prometheus.evaluatesRules`,
        ['target', 'external.prometheus.evaluatesRules'],
        false,
      ),
    );
  return files.flatMap(([file, groups]) => {
    const alerts = alertNamesIn(groups);
    return contradictIf(
      alerting.engine === 'grafana' && alerts.length > 0,
      'alerting.engine',
      `is grafana, which notifies of no alert of Prometheus, and ${RULE_FILES}/${file} has ${alerts.slice(0, 3).join(', ')}${alerts.length > 3 ? ` and ${alerts.length - 3} more` : ''}; set alertmanager, or leave recording rules alone in that file`,
    );
  });
}

export const checkVerbatim = (catalogue: Catalogue, settings: Parsed): Contradiction[] =>
  catalogue.verbatim === undefined ? [] : [...checkFiles(catalogue), ...checkEngine(catalogue, settings)];
