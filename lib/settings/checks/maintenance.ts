/** Planned maintenance that ends before it starts, lasts too long, or covers nothing that exists. */
import { exporterDefinition, type Catalogue } from '../../alerting/catalogue';
import { replicaAddresses } from '../backend';
import { decideExporters } from '../exporters';
import { secondsOf } from '../maintenance';
import { nearest } from '../nearest';
import { seconds } from '../../units';
import { contradictIf, type Contradiction } from '../contradiction';
import type { Parsed } from '../schema';

const LONGEST = '14d';
type Entry = Parsed['maintenance'][string];

/** Mistakes in the start and the end of an entry, which may last up to two weeks. */
function checkTimes(key: string, { start, end, timezone }: Entry): Contradiction[] {
  const from = ['start', 'end', 'timezone'].map((field) => `${key}.${field}`);
  const [first, last] = [start, end].map((moment) => secondsOf(moment, timezone));
  const [field, value] = first === undefined ? ['start', start] : ['end', end];
  if (first === undefined || last === undefined)
    return [
      {
        key: `${key}.${field}`,
        message: `had "${value}", which says no time zone; write "${value}Z" for UTC, or set ${key}.timezone`,
        from,
      },
    ];
  const message =
    last <= first
      ? `had "${end}", which is not after the start "${start}"`
      : last - first > seconds(LONGEST)
        ? `had "${end}", more than 14 days after the start "${start}"; a longer one takes several entries`
        : undefined;
  return message === undefined ? [] : [{ key: `${key}.end`, message, from }];
}

/** The addresses that a stack on Docker scrapes; undefined on other targets, where they are not known. */
function knownTargets(catalogue: Catalogue, { target, backend, exporters }: Parsed): string[] | undefined {
  if (target !== 'docker') return undefined;
  const jobs = Object.keys(decideExporters(catalogue, exporters)).map((name) => exporterDefinition(catalogue, name));
  const address = backend.address ?? 'backend:8000';
  return [...replicaAddresses({ ...backend, address }), ...jobs.map(({ job, port }) => `${job}:${port}`)];
}

function checkTargets(key: string, { targets = [] }: Entry, catalogue: Catalogue, settings: Parsed): Contradiction[] {
  const scraped = knownTargets(catalogue, settings);
  const exporters = Object.keys(catalogue.exporters).map((name) => `exporters.${name}`);
  return targets.flatMap((target, i): Contradiction[] => {
    if (scraped === undefined || scraped.includes(target)) return [];
    const guess = nearest(target, scraped);
    const hint = guess === undefined ? '' : `; did you mean ${guess}?`;
    return [
      {
        key: `${key}.targets[${i}]`,
        message: `had "${target}", which this stack does not scrape; it scrapes ${scraped.join(', ')}${hint}`,
        from: [`${key}.targets`, 'backend.address', 'backend.clusters', 'target', ...exporters],
      },
    ];
  });
}

export const checkMaintenance = (catalogue: Catalogue, settings: Parsed): Contradiction[] =>
  Object.entries(settings.maintenance).flatMap(([name, entry]): Contradiction[] => {
    const key = `maintenance.${name}`;
    const fields = ['components', 'routes', 'targets', 'all'] as const;
    const covers = fields.some((field) => entry[field] !== undefined && entry[field] !== false);
    return [
      ...checkTimes(key, entry),
      ...checkTargets(key, entry, catalogue, settings),
      ...contradictIf(!covers, key, 'covers nothing; it needs components, routes, targets or all: true'),
    ];
  });
