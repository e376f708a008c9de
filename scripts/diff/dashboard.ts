/** Compares a dashboard that somebody edited in Grafana and exported with the stack's. */
import { readFileSync } from 'node:fs';
import { dashboardContext, dashboardTexts } from '../../lib/compile';
import type { Change } from '../../lib/review/diff/change';
import { compareDashboard } from '../../lib/review/diff/dashboards';
import { exportedModel, uidOf, withDefaults } from '../../lib/review/diff/export';
import { PANELS, type DashboardName } from '../../dashboards';
import { UsageError } from '../../lib/servers/command-line';
import { describeError } from '../../lib/servers/error-sentence';
import { parseJson } from '../support/parse-json';
import { namesOf, settingsOf } from '../support/stacks';
import { dashboardSource, panelSource } from './panel-source';

const isName = (name: string): name is DashboardName => Object.hasOwn(PANELS, name);

/** The stacks' dashboards, each with its UID in Grafana. */
const deployedDashboards = (stacks: readonly string[]) =>
  stacks.flatMap((stack) =>
    Object.entries(dashboardTexts(dashboardContext(settingsOf(stack)))).map(([name, text]) => {
      const model: unknown = JSON.parse(text);
      return { stack, name, model, uid: uidOf(model) };
    }),
  );

/** The source of each part of a change, without duplicates. */
function sources(dashboard: DashboardName, { area, name, kind, parts }: Change): string[] {
  const id = Number(name.split('/')[1]);
  const lines = parts.flatMap(({ field }) =>
    area === 'panel' ? panelSource(dashboard, id, kind === 'changed' ? field : kind) : dashboardSource(dashboard),
  );
  return [...new Set(lines)];
}

/** How to export the format that is read here. */
const HOW = 'in Grafana: Export, Export as code (Export as JSON before Grafana 13), Model: Classic';

const isSchemaV2 = (value: unknown): boolean => {
  const text = JSON.stringify(value);
  return (
    /"apiVersion":"dashboard\.grafana\.app\/v2/.test(text) || (/"elements":\{/.test(text) && /"layout":\{/.test(text))
  );
};

/**
 * The user's changes as Markdown, with the lines of the source files to edit; empty if there are none. Throws a {@link
 * UsageError} if the file is not a dashboard, or no stack has it.
 */
export function exportedDashboard(file: string, only: string | undefined): string {
  const value = parseJson(file, readFileSync(file, 'utf8'));
  try {
    return describeExport(file, value, only);
  } catch (error) {
    if (error instanceof Error && ['UsageError', 'SettingsError'].includes(error.name)) throw error;
    throw new UsageError(`${file} is not a dashboard as Grafana writes it: ${describeError(error)}; ${HOW}`);
  }
}

function describeExport(file: string, value: unknown, only: string | undefined): string {
  const exported = exportedModel(value);
  if (exported === undefined)
    throw new UsageError(
      `${file} ${isSchemaV2(value) ? 'has the dashboard schema v2, which is not read' : 'is no dashboard with a list of panels'}; ${HOW}`,
    );
  const dashboards = deployedDashboards(only === undefined ? namesOf() : [only]);
  const uid = uidOf(value);
  const ours = dashboards.find((one) => one.uid === uid);
  if (ours === undefined || !isName(ours.name))
    throw new UsageError(
      `${file} has the uid ${JSON.stringify(uid)}, which is no dashboard of a stack; there is ${dashboards.map((one) => one.uid).join(', ')}`,
    );
  const { name } = ours;
  const [before, after] = withDefaults(exportedModel(ours.model) ?? {}, exported);
  const changes = compareDashboard(name, before, after);
  const lines = changes.map((change) => {
    const places = sources(name, change).map((place) => `\`${place}\``);
    const code = change.parts.flatMap((part) => part.code ?? []);
    const queries = code.map(({ before: old, after }) => `\n  - was \`${old}\`\n  - is \`${after}\``);
    return `- ${change.subject} ${change.parts.map(({ text }) => text).join('; ')}. Touch ${places.join(', ')}.${queries.join('')}`;
  });
  if (lines.length === 0) return '';
  return `## What ${JSON.stringify(after.title)} of stack ${ours.stack} would become\n\n${lines.join('\n')}\n`;
}
