/**
 * The observability servers in a cluster: a release of kube-prometheus-stack, the Secrets it refers to, rules and
 * monitors as separate objects, and the exporters.
 */
import { resolve as absolutePath } from 'node:path';
import { CustomResource } from '@pulumi/kubernetes/apiextensions/customResource';
import { ConfigMap, Namespace, Secret } from '@pulumi/kubernetes/core/v1';
import { Release, type ReleaseArgs } from '@pulumi/kubernetes/helm/v3/release';
import { NetworkPolicy } from '@pulumi/kubernetes/networking/v1';
import { Provider } from '@pulumi/kubernetes/provider';
import * as pulumi from '@pulumi/pulumi';
import { componentInputs } from '../../lib/settings/component-inputs';
import type { Settings } from '../../lib/settings/schema';
import { childrenOf, type Children } from '../children';
import { serversOf, withDeferredInputs, type PreparedStack } from '../prepared-stack';
import { toPulumiInputs } from '../../lib/settings/pulumi';
import { ClusterIdentity } from './cluster-identity';
import { exporterPods } from './exporters';
import { immutableSettingsHook } from './guard';
import { ADMIN, grafanaSecrets } from '../../lib/compile/kubernetes/grafana';
import { immutableSettings, type ImmutableSettings } from '../../lib/compile/kubernetes/immutable-settings';
import { labelsAndAnnotations, objectMetadata } from '../../lib/compile/kubernetes/metadata';
import { names } from '../../lib/compile/kubernetes/names';
import { namespaceLabels } from '../../lib/compile/kubernetes/pods';
import { remoteWriteSecret } from '../../lib/compile/kubernetes/scraping';

const CHART = 'kube-prometheus-stack';
/** The release that installs the operator's CRDs. */
const CRDS = 'operator-kinds';
/** The resources of the Secrets, by the key of their name. */
const SECRETS = {
  grafanaAdmin: 'grafana-admin',
  remoteWrite: 'remote-write',
  alertmanagerConfig: 'alertmanager-config',
  alertmanagerCredentials: 'alertmanager-credentials',
} as const;
type SecretKey = keyof typeof SECRETS;
/**
 * Seconds after which an update that is not ready is rolled back: enough for volumes, images, the operator, and then
 * its pods.
 */
const TIMEOUT = 900;

export interface KubernetesStackArgs {
  /**
   * The settings and their compiled content (../prepared-stack.ts): plain values, except for outputs in the settings.
   */
  readonly stack: PreparedStack;
  readonly grafanaPassword: pulumi.Input<string>;
}

/** The source of the release: a file, an OCI reference, or a name in a repository. */
function source({ chart }: Settings['kubernetes']): Pick<ReleaseArgs, 'chart' | 'version' | 'repositoryOpts'> {
  if (chart.archive !== undefined) return { chart: absolutePath(chart.archive) };
  const { version, repository } = chart;
  return repository.startsWith('oci://')
    ? { chart: `${repository.replace(/\/+$/, '')}/${CHART}`, version }
    : { chart: CHART, version, repositoryOpts: { repo: repository } };
}

/** A release of the chart, which is rolled back if it fails. */
const release = (
  { nameOf, optionsOf }: Children,
  resource: string,
  name: string,
  { kubernetes: settings }: Settings,
  values: object,
  dependsOn: pulumi.Input<pulumi.Resource>[],
) =>
  new Release(
    nameOf(resource),
    {
      ...source(settings),
      name,
      namespace: settings.namespace,
      values: { ...values },
      atomic: true,
      cleanupOnFail: true,
      timeout: TIMEOUT,
      waitForJobs: true,
      maxHistory: 5,
    },
    optionsOf(resource, { dependsOn }),
  );

export class KubernetesStack extends pulumi.ComponentResource {
  /** Resolves once every pod of the release is ready. */
  readonly ready: pulumi.Resource[];
  /** The release that owns Grafana's volume; undefined if the volume is kept. */
  readonly deletedWith: pulumi.Resource | undefined;
  /** Where Grafana reaches Prometheus, and the Alertmanager that notifies instead of Grafana. */
  readonly prometheusUrl: pulumi.Output<string>;
  readonly alertmanagerUrl: pulumi.Output<string> | undefined;
  readonly namespace: pulumi.Output<string>;
  /** Names of the Secrets that the component creates, by their content. */
  readonly secretNames: pulumi.Output<Record<string, string>>;
  /** The volumes of the release, known when it is ready: a later update cannot change them (./guard.ts). */
  readonly volumes: pulumi.Output<ImmutableSettings['volumes']>;

  constructor(name: string, args: KubernetesStackArgs, opts?: pulumi.ComponentResourceOptions) {
    const { stack, grafanaPassword } = args;
    const { settings, content, resolve } = stack;
    const servers = serversOf(name, stack, 'kubernetes');
    const immutableInputs = immutableSettings(settings);
    super(
      'trading-observability:kubernetes:Stack',
      name,
      { ...immutableInputs, ...componentInputs(settings) },
      withDeferredInputs(
        stack,
        pulumi.mergeOptions(opts, { hooks: { beforeUpdate: [immutableSettingsHook(name, immutableInputs)] } }),
      ),
    );
    const { kubeconfig, context, createNamespace, namespace, protectData } = settings.kubernetes;
    const called = names(settings);
    const { alertmanager } = content.notifier;
    const withoutProvider = childrenOf(this, name, opts);
    const { nameOf } = withoutProvider;
    const provider =
      this.getProvider('kubernetes:core/v1:Secret') ??
      // Set explicitly, so that an update never goes to whichever cluster is currently selected.
      new Provider(
        nameOf('cluster'),
        {
          // If empty, the provider reads this machine's kubeconfigs; if undefined, the SDK would store $KUBECONFIG in
          // the state.
          kubeconfig: kubeconfig === undefined ? '' : pulumi.secret(kubeconfig.reveal()),
          ...(context === undefined ? {} : { context }),
          // A renewed certificate or another address does not mean another cluster: ClusterIdentity detects that.
          clusterIdentifier: called.release,
          // Overwrites changes of another field manager, instead of failing with a conflict.
          enablePatchForce: true,
        },
        withoutProvider.optionsOf('cluster'),
      );
    const children = childrenOf(this, name, opts, { provider });
    const { optionsOf } = children;
    const { verified } = new ClusterIdentity(settings, children);
    // The namespace's volumes are deleted with it, whoever created them. Others refer to it by name, which is known
    // before it exists.
    const home: pulumi.Input<pulumi.Resource>[] = createNamespace
      ? [
          new Namespace(
            nameOf('namespace'),
            { metadata: { name: namespace, ...labelsAndAnnotations(settings, namespaceLabels(settings)) } },
            optionsOf('namespace', {
              dependsOn: [verified],
              ...(protectData && { protect: true, retainOnDelete: true }),
            }),
          ),
        ]
      : [verified];
    // The operator expects Alertmanager's configuration under its own key.
    const { 'alertmanager.yml': config = '', ...templates } = alertmanager?.files ?? {};
    const data: Readonly<Record<SecretKey, Readonly<Record<string, pulumi.Input<string>>>>> = {
      grafanaAdmin: {
        [ADMIN.user]: 'admin',
        [ADMIN.password]: grafanaPassword,
        ...toPulumiInputs(grafanaSecrets(settings)),
      },
      remoteWrite: toPulumiInputs(remoteWriteSecret(settings)),
      alertmanagerConfig: alertmanager === undefined ? {} : { 'alertmanager.yaml': config, ...templates },
      alertmanagerCredentials: toPulumiInputs(alertmanager?.secrets ?? {}),
    };
    // A refresh would consider an empty Secret as changed.
    const secretKeys = (Object.keys(SECRETS) as SecretKey[]).filter((key) => Object.keys(data[key]).length > 0);
    const secrets = secretKeys.map(
      (key) =>
        new Secret(
          nameOf(SECRETS[key]),
          { metadata: objectMetadata(settings, called[key]), stringData: pulumi.secret(data[key]) },
          optionsOf(SECRETS[key], { dependsOn: home }),
        ),
    );
    const { crdsValues, chartValues, objects, networkPolicies, authorities } = servers;
    const authorityMaps =
      Object.keys(authorities).length === 0
        ? []
        : [
            new ConfigMap(
              nameOf('authorities'),
              { metadata: objectMetadata(settings, called.authorities), data: authorities },
              optionsOf('authorities', { dependsOn: home }),
            ),
          ];
    const policies = Object.entries(networkPolicies).map(
      ([part, spec]) =>
        new NetworkPolicy(
          nameOf(`network-${part}`),
          { metadata: objectMetadata(settings, `${called.release}-${part}`), spec: toPulumiInputs(spec) },
          optionsOf(`network-${part}`, { dependsOn: home }),
        ),
    );
    const crds =
      crdsValues === undefined ? [] : [release(children, CRDS, called.kindsRelease, settings, crdsValues, home)];
    // Prometheus looks for its rules when it starts; it keeps the rules of an older release until these exist.
    const evaluated = Object.entries(objects).map(
      ([resource, object]) =>
        new CustomResource(
          nameOf(resource),
          { ...object },
          optionsOf(resource, { dependsOn: [...home, ...authorityMaps, ...crds] }),
        ),
    );
    const chart = release(children, CHART, called.release, settings, chartValues, [
      ...home,
      ...secrets,
      ...authorityMaps,
      ...policies,
      ...evaluated,
    ]);
    exporterPods(settings, childrenOf(this, name, opts, { provider, dependsOn: home }));
    this.ready = [chart];
    this.deletedWith = protectData ? undefined : chart;
    this.prometheusUrl = pulumi.output(resolve(called.prometheusUrl));
    this.alertmanagerUrl = alertmanager && pulumi.output(resolve(called.alertmanagerUrl));
    this.namespace = pulumi.output(resolve(namespace));
    this.secretNames = pulumi.output(Object.fromEntries(secretKeys.map((key) => [key, called[key]])));
    this.volumes = chart.id.apply(() => immutableInputs.volumes);
    this.registerOutputs({
      prometheusUrl: this.prometheusUrl,
      alertmanagerUrl: this.alertmanagerUrl,
      namespace: this.namespace,
      secretNames: this.secretNames,
      volumes: this.volumes,
    });
  }
}
