/**
 * Reads the rule files (`*.yml`, `*.yaml`) and dashboards (`*.json`) that a platform's stacks deploy without changes.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DASHBOARD_FILES, RULE_FILES, type VerbatimFiles } from '../alerting/verbatim';

function readFiles(folder: string, pattern: RegExp): Readonly<Record<string, string>> {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => pattern.test(name)) : [];
  return Object.fromEntries(names.sort().map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

/** The files of the platform in this folder; none if the folder does not exist. */
export const readVerbatimFiles = (platform: string): VerbatimFiles => ({
  rules: readFiles(join(platform, RULE_FILES), /\.ya?ml$/),
  dashboards: readFiles(join(platform, DASHBOARD_FILES), /\.json$/),
});
