/** The exporters of the stores as pods: one of each, since two would only see the same server twice. */
import { Deployment } from '@pulumi/kubernetes/apps/v1';
import { Secret, Service } from '@pulumi/kubernetes/core/v1';
import type { core } from '@pulumi/kubernetes/types/input';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../lib/settings/schema';
import { serverExporters, type StackExporter } from '../../lib/compile/exporters';
import { SECRETS, type ExporterProgram } from '../../lib/exporters/definition';
import type { Children } from '../children';
import { toPulumiInputs } from '../pulumi-secrets';
import { labelsAndAnnotations, objectMetadata } from '../../lib/compile/kubernetes/metadata';
import { exporterLabels, METRICS_PORT, names } from '../../lib/compile/kubernetes/names';
import { mirroredImage } from '../../lib/settings/images';
import {
  CONTAINER_SECURITY,
  imagePullSecrets,
  placement,
  podSecurity,
  resources,
} from '../../lib/compile/kubernetes/pods';

/**
 * An exporter reads its credentials once, when it starts. So the secret is never changed, but replaced by one of another
 * name, which the pod's specification then asks for: a changed password starts a new pod.
 */
function credentials(called: string, settings: Settings, { credentials: files }: ExporterProgram, children: Children) {
  if (Object.keys(files).length === 0) return undefined;
  const { namespace } = settings.kubernetes;
  const stringData = pulumi.secret(toPulumiInputs(files));
  return new Secret(
    children.nameOf(called),
    { metadata: { namespace, ...labelsAndAnnotations(settings) }, immutable: true, stringData },
    children.optionsOf(called),
  ).metadata.name;
}

function podSpec(
  { settings: { image, memory }, port, program }: StackExporter,
  settings: Settings,
  secret: pulumi.Output<string> | undefined,
): core.v1.PodSpec {
  const { entrypoint, args, user, env } = program;
  // The landing page: an exporter whose store is away is well, and says so to Prometheus.
  const httpGet = { path: '/', port: METRICS_PORT };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...toPulumiInputs({ ...imagePullSecrets(settings), ...placement(settings) }),
    securityContext: podSecurity(user, user),
    containers: [
      {
        name: 'exporter',
        image: mirroredImage(image, settings.images.registry),
        command: [entrypoint],
        args: [...args],
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        ports: [{ name: METRICS_PORT, containerPort: port }],
        resources: resources('10m', memory),
        readinessProbe: { httpGet },
        livenessProbe: { httpGet, initialDelaySeconds: 10 },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: secret === undefined ? [] : [{ name: 'credentials', mountPath: SECRETS, readOnly: true }],
      },
    ],
    // The exporter's group may read them, and nobody write.
    volumes: secret === undefined ? [] : [{ name: 'credentials', secret: { secretName: secret, defaultMode: 0o440 } }],
  };
}

/** One exporter and the service by which Prometheus finds it. They need neither the release nor it them. */
function exporter(each: StackExporter, settings: Settings, children: Children): void {
  const { job, port, program } = each;
  const { nameOf, optionsOf } = children;
  const labels = exporterLabels(settings, job);
  const metadata = objectMetadata(settings, names(settings).exporter(job), labels);
  const secret = credentials(job, settings, program, children);
  new Deployment(
    nameOf(job),
    {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: labelsAndAnnotations(settings, labels), spec: podSpec(each, settings, secret) },
      },
    },
    optionsOf(job),
  );
  new Service(
    nameOf(job),
    { metadata, spec: { selector: labels, ports: [{ name: METRICS_PORT, port, targetPort: METRICS_PORT }] } },
    optionsOf(job),
  );
}

export function exporterPods(settings: Settings, children: Children): void {
  for (const each of serverExporters(settings)) exporter(each, settings, children);
}
