/** The servers of a stack, wherever they run, as the content that is pushed into Grafana sees them. */
import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import type { Settings } from '../config/schema';
import type { Content } from '../content';
import { bundleDemoBackend } from '../demo/bundle';
import { names } from './kubernetes/names';

export interface Servers {
  /** Where this program reaches Grafana's API. */
  readonly grafanaUrl: pulumi.Input<string>;
  /** `user:password` or a token. */
  readonly grafanaAuth: pulumi.Input<string>;
  /** Where Grafana reaches Prometheus. */
  readonly prometheusUrl: pulumi.Input<string>;
  /** What has to be there before content can be pushed. */
  readonly ready: pulumi.Resource[];
  /** What the person who deploys wants to know. */
  readonly outputs: Readonly<Record<string, unknown>>;
}

/** Declares the servers of the stack's target. Each target's SDK is loaded only where it is used. */
export async function servers(settings: Settings, content: Content): Promise<Servers> {
  const password = new random.RandomPassword('grafana-admin', { length: 32, special: false }).result;
  const placed = await place(settings, content, password);
  return {
    ...placed,
    grafanaUrl: settings.grafana.localUrl,
    grafanaAuth: pulumi.interpolate`admin:${password}`,
    outputs: {
      grafanaUrl: settings.grafana.externalUrl,
      grafanaUser: 'admin',
      grafanaPassword: pulumi.secret(password),
      prometheusUrl: settings.prometheus.externalUrl,
    },
  };
}

async function place(
  settings: Settings,
  content: Content,
  grafanaPassword: pulumi.Output<string>,
): Promise<Pick<Servers, 'ready' | 'prometheusUrl'>> {
  if (content.chartValues !== undefined) {
    const { KubernetesStack } = await import('./kubernetes');
    const { ready } = new KubernetesStack('servers', { settings, values: content.chartValues, grafanaPassword });
    return { ready, prometheusUrl: names(settings).prometheusUrl };
  }
  const { DockerStack } = await import('./docker');
  const { ready, prometheusUrl } = new DockerStack('servers', {
    settings,
    prometheusFiles: content.prometheus,
    prometheusCredentials: content.credentials,
    demoProgram: bundleDemoBackend,
    grafanaPassword,
  });
  return { ready, prometheusUrl };
}
