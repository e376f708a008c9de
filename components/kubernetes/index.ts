/** The observability servers in a cluster: a release of kube-prometheus-stack, the secrets it names, the exporters. */
import { resolve } from 'node:path';
import * as kubernetes from '@pulumi/kubernetes';
import * as pulumi from '@pulumi/pulumi';
import type { AlertmanagerContent } from '../../compile';
import type { Settings } from '../../config/schema';
import { plain } from '../pulumi-secrets';
import type { ChartValues } from '../../compile/kubernetes/chart';
import { exporterPods } from './exporters';
import { ADMIN } from '../../compile/kubernetes/grafana';
import { names } from '../../compile/kubernetes/names';
import { remoteWriteSecret } from '../../compile/kubernetes/scraping';

const CHART = 'kube-prometheus-stack';
/** Seconds until an update that does not become ready is rolled back: volumes, images, the operator, then its pods. */
const TIMEOUT = 900;

export interface KubernetesStackArgs {
  readonly settings: Settings;
  readonly values: ChartValues;
  readonly grafanaPassword: pulumi.Input<string>;
  /** Alertmanager's configuration and the credentials that it names; undefined where it does not notify. */
  readonly alertmanager: AlertmanagerContent | undefined;
}

type Data = Readonly<Record<string, pulumi.Input<string>>>;

/** What the release is made from: a file, an OCI reference, or a name in a repository. */
function source({
  chart,
}: Settings['kubernetes']): Pick<kubernetes.helm.v3.ReleaseArgs, 'chart' | 'version' | 'repositoryOpts'> {
  if (chart.archive !== undefined) return { chart: resolve(chart.archive) };
  const { version, repository } = chart;
  return repository.startsWith('oci://')
    ? { chart: `${repository.replace(/\/+$/, '')}/${CHART}`, version }
    : { chart: CHART, version, repositoryOpts: { repo: repository } };
}

type MakeSecret = (resource: string, name: string, data: Data) => kubernetes.core.v1.Secret;

/** The operator wants the configuration under its own name for it, and mounts both secrets. */
function alertmanagerSecrets(
  secret: MakeSecret,
  { files, secrets }: AlertmanagerContent,
  { alertmanagerConfig, alertmanagerCredentials }: ReturnType<typeof names>,
): kubernetes.core.v1.Secret[] {
  const { 'alertmanager.yml': config = '', ...texts } = files;
  return [
    secret('alertmanager-config', alertmanagerConfig, { 'alertmanager.yaml': config, ...texts }),
    secret('alertmanager-credentials', alertmanagerCredentials, plain(secrets)),
  ];
}

export class KubernetesStack extends pulumi.ComponentResource {
  /** Resolves once every pod of the release is ready. */
  readonly ready: pulumi.Resource[];
  /** Where Grafana reaches Prometheus, and the Alertmanager that notifies in its place. */
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string | undefined;

  constructor(name: string, args: KubernetesStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:kubernetes:Stack', name, { environment: args.settings.environment }, opts);
    const { settings } = args;
    const { kubeconfig, context, createNamespace, namespace, protectData } = settings.kubernetes;
    const called = names(settings);
    const { release, grafanaAdmin, remoteWrite } = called;
    const { alertmanager } = args;
    this.prometheusUrl = called.prometheusUrl;
    this.alertmanagerUrl = alertmanager && called.alertmanagerUrl;
    // Explicit: an update must not go to whichever cluster happens to be selected.
    const provider = new kubernetes.Provider(
      'cluster',
      {
        ...(kubeconfig === undefined ? {} : { kubeconfig: pulumi.secret(kubeconfig.reveal()) }),
        ...(context === undefined ? {} : { context }),
      },
      { parent: this },
    );
    const own = { parent: this, provider };
    // The volumes go with it, whoever made them. Others name it by text: a name is known before it exists.
    const home = createNamespace
      ? [
          new kubernetes.core.v1.Namespace(
            'namespace',
            { metadata: { name: namespace } },
            { ...own, protect: protectData, retainOnDelete: protectData },
          ),
        ]
      : [];
    const secret: MakeSecret = (resource, secretName, stringData) =>
      new kubernetes.core.v1.Secret(
        resource,
        { metadata: { name: secretName, namespace }, stringData: pulumi.secret(stringData) },
        { ...own, dependsOn: home },
      );
    const receivers = plain(remoteWriteSecret(settings));
    const secrets = [
      secret('grafana-admin', grafanaAdmin, { [ADMIN.user]: 'admin', [ADMIN.password]: args.grafanaPassword }),
      ...(Object.keys(receivers).length > 0 ? [secret('remote-write', remoteWrite, receivers)] : []),
      ...(alertmanager === undefined ? [] : alertmanagerSecrets(secret, alertmanager, called)),
    ];
    const chart = new kubernetes.helm.v3.Release(
      CHART,
      {
        ...source(settings.kubernetes),
        name: release,
        namespace,
        values: { ...args.values },
        atomic: true,
        cleanupOnFail: true,
        timeout: TIMEOUT,
        waitForJobs: true,
        maxHistory: 5,
      },
      { ...own, dependsOn: [...home, ...secrets] },
    );
    exporterPods(settings, { ...own, dependsOn: home });
    this.ready = [chart];
    this.registerOutputs({});
  }
}
