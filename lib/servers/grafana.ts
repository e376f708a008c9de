/** Runs Grafana as a child process if this machine has one: `grafana` on PATH, or in the folder GRAFANA_HOME. */
import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Content } from '../compile';
import { grafanaProvisioning, type ProvisioningSite } from '../compile/grafana-provisioning';
import { findOnPath } from './on-path';
import { writeText } from './write-files';
import { startProcess } from './processes';
import { run } from './run-program';

/** Rules use keepFiringFor, which this release introduced. */
const LEAST = 12;

export interface GrafanaProgram {
  readonly file: string;
  /** The folder with its pages (`public/`) and defaults (`conf/`). */
  readonly home: string;
}

/** Where packages install the pages, in addition to the program's own folder. */
const homesOf = (file: string): string[] => [join(dirname(realpathSync(file)), '..'), '/usr/share/grafana'];

/** The Grafana of this machine, or the reason why there is none to start. */
export async function findGrafana(env = process.env): Promise<GrafanaProgram | string> {
  const { GRAFANA_HOME: named, PATH: path = '' } = env;
  const file =
    named === undefined ? findOnPath(['grafana'], path) : [join(named, 'bin/grafana')].find((each) => existsSync(each));
  if (file === undefined)
    return named === undefined ? 'no grafana on PATH, and GRAFANA_HOME names none' : `no ${join(named, 'bin/grafana')}`;
  const home = [...(named === undefined ? [] : [named]), ...homesOf(file)].find((folder) =>
    existsSync(join(folder, 'public')),
  );
  if (home === undefined)
    return `${file} has no pages beside it: set GRAFANA_HOME to the folder with public/ and conf/`;
  const version = /(\d+)\.\d+/.exec((await run(file, ['--version'])).stdout)?.[1];
  return Number(version) >= LEAST
    ? { file, home }
    : `${file} is Grafana ${version ?? '?'}, ${LEAST} or later is needed`;
}

/** Starts Grafana on `port` of this machine, with everybody who can connect as an administrator and no calls elsewhere. */
export function startGrafanaProcess(
  { file, home }: GrafanaProgram,
  port: number,
  data: string,
  more: Readonly<Record<string, string>> = {},
) {
  const options: Readonly<Record<string, string>> = {
    'paths.data': data,
    'paths.logs': join(data, 'logs'),
    'paths.plugins': join(data, 'plugins'),
    'server.http_addr': '127.0.0.1',
    'server.http_port': String(port),
    'auth.anonymous.enabled': 'true',
    'auth.anonymous.org_role': 'Admin',
    'analytics.reporting_enabled': 'false',
    'analytics.check_for_updates': 'false',
    'analytics.check_for_plugin_updates': 'false',
    'plugins.preinstall_disabled': 'true',
    'security.disable_gravatar': 'true',
    'news.news_feed_enabled': 'false',
    'plugins.public_key_retrieval_disabled': 'true',
    'log.level': 'warn',
    ...more,
  };
  const overrides = Object.entries(options).map(([key, value]) => `cfg:${key}=${value}`);
  return startProcess('Grafana', file, ['server', '--homepath', home, ...overrides]);
}

/**
 * Starts Grafana on `port` of this machine with a stack's content. It has no login: everybody who can connect can view
 * and edit.
 */
export function startGrafana(
  program: GrafanaProgram,
  port: number,
  folder: string,
  content: Content,
  site: Omit<ProvisioningSite, 'folder'>,
) {
  const provisioning = join(folder, 'grafana/provisioning');
  const texts = grafanaProvisioning(content, { ...site, folder: provisioning });
  for (const [path, text] of Object.entries(texts)) writeText(join(provisioning, path), text);
  return startGrafanaProcess(program, port, join(folder, 'data/grafana'), { 'paths.provisioning': provisioning });
}
