/**
 * A series for each alert of the stack with its dashboard, panel and runbook. The series `ALERTS` has only labels, and
 * a table of firing alerts needs the links.
 */
import { foreign, vector, type Gauge } from '../promql';
import { resolveAll, type RuleContext } from './resolve';
import { dashboardUid, panelId } from './panel-refs';
import type { LabelledRule } from '../promql/recording-rule';

export const ALERT_LINKS = 'alertname:alert_links:info';

/**
 * The labels that identify the alert, and the labels with its links: a dashboard's UID, a panel's id, a runbook's
 * address.
 */
export const LINK_LABELS = { of: ['alertname', 'environment'], to: ['dashboard', 'panel', 'runbook'] } as const;
type LinkLabel = (typeof LINK_LABELS)['of' | 'to'][number];

export const linkRecording = (context: RuleContext): LabelledRule[] =>
  resolveAll(context).map(({ name, panel, annotations }) => ({
    record: ALERT_LINKS,
    meaning: '1 for each alert, with the dashboard and panel that show it and its section in the runbooks',
    labels: {
      alertname: name,
      environment: context.environment,
      dashboard: dashboardUid(panel.dashboard, context.environment),
      panel: String(panelId(context.catalogue.panels, panel)),
      runbook: annotations.runbook_url,
    },
    expr: vector(1),
  }));

export const alertLinks = ({ environment }: RuleContext): Gauge<LinkLabel> =>
  foreign<LinkLabel>(ALERT_LINKS, { environment }) as Gauge<LinkLabel>;
