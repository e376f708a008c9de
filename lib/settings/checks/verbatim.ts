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
import type { Check } from '../contradiction';

/**
 * Kubernetes objects and Pulumi resources are named after the file, and a dashboard's UID has at most 40 characters.
 */
const isName = (path: string): boolean => /\/[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/.test(baseName(path));

function whyNoDashboard(text: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return `is no JSON: ${(error as SyntaxError).message}`;
  }
  const dashboard = readHandwritten(value);
  if (dashboard === undefined) return 'is no dashboard: it has neither panels nor rows';
  return dashboard.schema === 'v2'
    ? 'has the dashboard schema v2; a stack deploys those with rows or a list of panels; in Grafana: Export, Model: Classic'
    : undefined;
}

/** What is wrong with a file; undefined if a stack can deploy it. */
function whyUnusable({ panels }: Catalogue, folder: string, file: string, text: string): string | undefined {
  if (!isName(`${folder}/${file}`))
    return 'needs a name of at most 22 small letters, digits and - before its ending; rename it';
  if (folder === RULE_FILES) {
    const groups = readRuleGroups(text);
    return typeof groups === 'string' ? `is no rule file of Prometheus: it has ${groups}` : undefined;
  }
  return baseName(file) in panels
    ? `has the name of the dashboard ${baseName(file)} of the platform; rename it`
    : whyNoDashboard(text);
}

export const checkVerbatim: Check = ({ catalogue, settings: { target, external, alerting } }, report) => {
  const { rules = {}, dashboards = {} } = catalogue.verbatim ?? {};
  for (const [folder, files] of [[RULE_FILES, rules] as const, [DASHBOARD_FILES, dashboards] as const])
    for (const [file, text] of Object.entries(files)) {
      const problem = whyUnusable(catalogue, folder, file, text);
      if (problem !== undefined) report(`${folder}/${file}`, problem);
    }
  const isEvaluated =
    target !== 'external' || external.ruler !== undefined || external.prometheus.evaluatesRules === true;
  for (const [file, groups] of Object.entries(verbatimRules(catalogue))) {
    const alerts = alertNamesIn(groups);
    if (!isEvaluated)
      report(
        'external.ruler',
        `missing; nothing evaluates the rules of ${RULE_FILES}/${file} without it, or without external.prometheus.evaluatesRules`,
        ['target', 'external.prometheus.evaluatesRules'],
      );
    else if (alerting.engine === 'grafana' && alerts.length > 0)
      report(
        'alerting.engine',
        `is grafana, which notifies of no alert of Prometheus, and ${RULE_FILES}/${file} has ${alerts.slice(0, 3).join(', ')}${alerts.length > 3 ? ` and ${alerts.length - 3} more` : ''}; set alertmanager, or leave recording rules alone in that file`,
      );
  }
};
