/**
 * The values are compared with the chart itself if the environment variable KUBE_PROMETHEUS_STACK names a folder with
 * it, unpacked (a released archive has Grafana's chart in `charts/grafana`). Nothing of the chart is in this
 * repository: without the variable no test compares them.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv';
import { load } from 'js-yaml';
import { trading } from '../../../platform';
import { compile } from '../../../lib/compile';
import { gitopsFiles } from '../../../lib/compile/kubernetes/gitops';
import { toSettings } from '../../../lib/settings/settings';
import { CHART_IMAGES } from '../../../lib/settings/versions';
import { clusterOf, fullKubernetesSettings, kubernetesSettings, valuesOf } from '../../support/kubernetes';
import { EXPORTERS } from '../../support/exporters';

type Group = Readonly<Record<string, unknown>>;
const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const CHART = process.env.KUBE_PROMETHEUS_STACK ?? '';
const hasChart = existsSync(join(CHART, 'Chart.yaml'));
if (!hasChart)
  console.info('The values are not compared with the chart: KUBE_PROMETHEUS_STACK names no folder with it.');

/** Groups that the chart passes on unchanged to another program; its values do not list their keys. */
const PASSED_ON = [
  'disabled',
  'namespaces',
  'resources',
  'securityContext',
  'containerSecurityContext',
  'storageSpec',
  'storage',
  'persistentVolumeClaimRetentionPolicy',
  'externalLabels',
  'ruleSelector',
  'remoteWrite',
  'namespaceSelector',
  'env',
  'annotations',
  'podAnnotations',
  'daemonsetAnnotations',
  'labels',
  'podLabels',
  'commonLabels',
  'customLabels',
  'extraLabels',
  'nodeSelector',
  'podMetadata',
  'serviceMonitorNamespaceSelector',
  'podMonitorNamespaceSelector',
  'probeNamespaceSelector',
  'scrapeConfigNamespaceSelector',
  'ruleNamespaceSelector',
  'grafana.ini',
];

const SUBCHARTS = ['grafana', 'kube-state-metrics', 'prometheus-node-exporter'];

/** Merges both sides' keys; a chart's values overlay those of its subcharts. */
function merged(over: unknown, under: unknown): unknown {
  if (!isGroup(over) || !isGroup(under)) return over ?? under;
  const keys = new Set([...Object.keys(over), ...Object.keys(under)]);
  return Object.fromEntries([...keys].map((key) => [key, merged(over[key], under[key])]));
}

/** Dotted keys of `given` that `known` lacks. */
function unknownKeys(values: Group, chartValues: unknown, path: readonly string[] = []): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const at = [...path, key];
    if (!isGroup(chartValues) || !(key in chartValues)) return [at.join('.')];
    return isGroup(value) && !PASSED_ON.includes(key) ? unknownKeys(value, chartValues[key], at) : [];
  });
}

test('a key that the other side lacks is found, except in groups that are passed on', () => {
  const chartValues = { grafana: { enabled: true, resources: {} } };
  expect(
    unknownKeys({ grafana: { enabled: false, resources: { cpu: 1 }, enable: true }, graphana: {} }, chartValues),
  ).toEqual(['grafana.enable', 'graphana']);
});

const chartKnows = () => {
  const read = (path: string) => readFileSync(join(CHART, path), 'utf8');
  const values = (path: string) => load(read(path)) as Group;
  const subcharts = Object.fromEntries(SUBCHARTS.map((name) => [name, values(`charts/${name}/values.yaml`)]));
  const chartValues = merged(merged(values('values.yaml'), subcharts), { crds: values('charts/crds/values.yaml') });
  const settings = toSettings(
    trading,
    'prod',
    kubernetesSettings({ ...fullKubernetesSettings, alerting: { engine: 'alertmanager' } }),
  );
  const gitopsValues = load(gitopsFiles(settings, compile(settings))['gitops/values.yaml'] ?? '') as Group;
  const allValues = [
    valuesOf(fullKubernetesSettings, true),
    gitopsValues,
    clusterOf(fullKubernetesSettings).crdsValues,
  ];
  const unknown = allValues.flatMap((each) => unknownKeys({ ...each }, chartValues));
  // A key without a default is not among the values; only the templates read it.
  const templates = ['templates', ...SUBCHARTS.map((name) => `charts/${name}/templates`)].flatMap((folder) =>
    readdirSync(join(CHART, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.(yaml|tpl)$/.test(file))
      .map((file) => read(join(folder, file))),
  );
  const readBy = (key: string) => {
    const name = new RegExp(
      `\\.Values\\.${key.replace(new RegExp(`^(${SUBCHARTS.join('|')})\\.`), '').replaceAll('.', '\\.')}\\b`,
    );
    return templates.some((text) => name.test(text));
  };
  expect(unknown.filter((key) => !readBy(key))).toEqual([]);
};
if (hasChart) test('the chart knows every key that is set', chartKnows);

const imagesAreIts = () => {
  const yaml = (path: string) => load(readFileSync(join(CHART, path), 'utf8')) as Group;
  const at = (group: unknown, path: string): unknown =>
    path.split('.').reduce((inner, key) => (isGroup(inner) ? inner[key] : undefined), group);
  const imageOf = (key: string): [string, string] => {
    const sub = existsSync(join(CHART, 'charts', key, 'Chart.yaml')) ? `charts/${key}/` : '';
    const image = at(yaml(`${sub}values.yaml`), sub === '' ? `${key}.image` : 'image') as Record<string, string>;
    const { appVersion } = yaml(`${sub}Chart.yaml`);
    // The default tag is the program's version, which charts write with a v or without.
    const tag = image.tag || String(appVersion);
    return [`${image.registry}/${image.repository}`, tag.replace(/^v/, '')];
  };
  for (const [key, [repository, tag]] of Object.entries(CHART_IMAGES))
    expect([key, ...imageOf(key)]).toEqual([key, repository, tag.replace(/^v/, '')]);
};
if (hasChart) test('the chart uses the images of the versions file', imagesAreIts);

/** The schema of a kind's objects, from the chart's CRD. */
function schemaOf(kind: string): Group {
  const definition = load(readFileSync(join(CHART, 'charts/crds/crds', `crd-${kind.toLowerCase()}s.yaml`), 'utf8')) as {
    spec: { versions: { name: string; schema: { openAPIV3Schema: Group } }[] };
  };
  const version = definition.spec.versions.find(({ name }) => name === 'v1');
  return version?.schema.openAPIV3Schema ?? {};
}

/** A schema that refuses unknown keys: the API server drops those without an error. */
function closed(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(closed);
  if (!isGroup(schema)) return schema;
  // JavaScript does not have Go's flag for case-insensitive patterns.
  const read = Object.entries(schema).filter(([key, value]) => !(key === 'pattern' && String(value).includes('(?i)')));
  const inner = Object.fromEntries(read.map(([key, value]) => [key, closed(value)]));
  return isGroup(schema.properties) && !('additionalProperties' in schema)
    ? { ...inner, additionalProperties: false }
    : inner;
}

const kindsKnow = () => {
  const ajv = new Ajv({ format: false, allErrors: true });
  const objects = Object.values(clusterOf({ ...fullKubernetesSettings, ...EXPORTERS }, true).objects);
  expect(objects.length).toBeGreaterThan(8);
  const wrong = objects.flatMap(({ kind, metadata, spec }) => {
    const { properties } = schemaOf(kind) as { properties: { spec: Group } };
    const valid = ajv.compile(closed(properties.spec) as object);
    return valid(JSON.parse(JSON.stringify(spec)))
      ? []
      : (valid.errors ?? []).map((each) => ({ ...each, in: metadata.name }));
  });
  expect(wrong).toEqual([]);
};
if (hasChart) test('the operator’s CRDs know every field of the rules and monitors', kindsKnow);
