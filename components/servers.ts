/** The servers of a stack, wherever they run, as the content that is pushed into Grafana sees them. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Settings } from '../config/schema';
import type { Content } from '../compile';
import { bundleDemoBackend } from '../demo/bundle';

export interface Servers {
  /** Where this program reaches Grafana's API. */
  readonly grafanaUrl: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly grafanaAuth: pulumi.Input<string>;
  /** Whether they are this stack's alone. */
  readonly own: boolean;
  /** Where Grafana reaches Prometheus; undefined where Grafana has a data source of it already. */
  readonly prometheusUrl: pulumi.Input<string> | undefined;
  /** What opens Prometheus, as headers of each query. */
  readonly prometheusHeaders?: Readonly<Record<string, pulumi.Input<string>>>;
  /** Where Grafana reaches the Alertmanager that notifies in its place. */
  readonly alertmanagerUrl: pulumi.Input<string> | undefined;
  /** What has to be there before content can be pushed. */
  readonly ready: pulumi.Resource[];
  /** What the person who deploys wants to know. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Declares the servers of the stack's target. Each target's SDK is loaded only where it is used. */
export async function servers(settings: Settings, content: Content): Promise<Servers> {
  if (settings.external !== undefined) {
    const { externalServers } = await import('./external');
    return externalServers(settings.external, settings, content.prometheusGroups);
  }
  // Grafana's database knows this password: where its volume outlives a destroy, so must the password.
  const keep = { protect: settings.docker.protectData || settings.kubernetes.protectData };
  const password = new random.RandomPassword('grafana-admin', { length: 32, special: false }, keep).result;
  const placed = await place(settings, content, password);
  return {
    ...placed,
    grafanaUrl: settings.grafana.localUrl,
    grafanaAuth: pulumi.interpolate`admin:${password}`,
    own: true,
    outputs: {
      grafanaUrl: settings.grafana.externalUrl,
      grafanaUser: 'admin',
      grafanaPassword: pulumi.secret(password),
      prometheusUrl: settings.prometheus.externalUrl,
      ...(placed.alertmanagerUrl !== undefined && { alertmanagerUrl: settings.alertmanager.externalUrl }),
    },
  };
}

async function place(
  settings: Settings,
  content: Content,
  grafanaPassword: pulumi.Output<string>,
): Promise<Pick<Servers, 'ready' | 'prometheusUrl' | 'alertmanagerUrl'>> {
  if (content.chartValues !== undefined) {
    const { KubernetesStack } = await import('./kubernetes');
    return new KubernetesStack('servers', {
      settings,
      values: content.chartValues,
      grafanaPassword,
      alertmanagerFiles: content.alertmanager,
      alertmanagerSecrets: content.alertmanagerSecrets,
    });
  }
  const { DockerStack } = await import('./docker');
  return new DockerStack('servers', {
    settings,
    prometheusFiles: content.prometheus,
    prometheusCredentials: content.credentials,
    alertmanagerFiles: content.alertmanager,
    alertmanagerSecrets: content.alertmanagerSecrets,
    demoProgram: bundleDemoBackend,
    grafanaPassword,
  });
}
