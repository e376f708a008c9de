/** Planned maintenance that ends before it starts, lasts too long, or covers nothing that exists. */
import { exporterDefinition } from '../../alerting/catalogue';
import { seconds } from '../../units';
import { replicaAddresses } from '../backend';
import type { Check, CheckedStack, Report } from '../contradiction';
import { decideExporters } from '../exporters';
import { secondsOf } from '../maintenance';
import { nearest } from '../nearest';
import type { Parsed } from '../schema';

const LONGEST = '14d';

function checkTimes(key: string, entry: Parsed['maintenance'][string], report: Report): void {
  const { start, end, timezone } = entry;
  const from = ['start', 'end', 'timezone'].map((field) => `${key}.${field}`);
  const [first, last] = [secondsOf(start, timezone), secondsOf(end, timezone)];
  if (first === undefined || last === undefined) {
    const field = first === undefined ? 'start' : 'end';
    const message = `had "${entry[field]}", which says no time zone; write "${entry[field]}Z" for UTC, or set ${key}.timezone`;
    report(`${key}.${field}`, message, from);
  } else if (last <= first) {
    report(`${key}.end`, `had "${end}", which is not after the start "${start}"`, from);
  } else if (last - first > seconds(LONGEST)) {
    const message = `had "${end}", more than 14 days after the start "${start}"; a longer one takes several entries`;
    report(`${key}.end`, message, from);
  }
}

/** The addresses that a stack on Docker scrapes; undefined on other targets, where they are not known. */
function knownTargets({ catalogue, settings }: CheckedStack): string[] | undefined {
  const { target, backend, exporters } = settings;
  if (target !== 'docker') return undefined;
  const jobs = Object.keys(decideExporters(catalogue, exporters)).map((name) => exporterDefinition(catalogue, name));
  const address = backend.address ?? 'backend:8000';
  return [...replicaAddresses({ ...backend, address }), ...jobs.map(({ job, port }) => `${job}:${port}`)];
}

export const checkMaintenance: Check = (stack, report) => {
  const scraped = knownTargets(stack);
  const exporters = Object.keys(stack.catalogue.exporters).map((name) => `exporters.${name}`);
  for (const [name, entry] of Object.entries(stack.settings.maintenance)) {
    const { components, routes, targets, all } = entry;
    const key = `maintenance.${name}`;
    checkTimes(key, entry, report);
    for (const [i, target] of (targets ?? []).entries()) {
      if (scraped === undefined || scraped.includes(target)) continue;
      const guess = nearest(target, scraped);
      report(
        `${key}.targets[${i}]`,
        `had "${target}", which this stack does not scrape; it scrapes ${scraped.join(', ')}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
        [`${key}.targets`, 'backend.address', 'backend.clusters', 'target', ...exporters],
      );
    }
    if (components === undefined && routes === undefined && targets === undefined && all !== true)
      report(key, 'covers nothing; it needs components, routes, targets or all: true');
  }
};
