/**
 * The exporters of the stores as Kubernetes objects. Each has one pod, because two would only measure the same server
 * twice.
 */
import { SECRETS } from '../../exporters/definition';
import { mirroredImage } from '../../settings/images';
import type { Settings } from '../../settings/schema';
import type { StackExporter } from '../exporters';
import { labelsAndAnnotations, objectMetadata } from './metadata';
import { exporterLabels, METRICS_PORT, names } from './names';
import { CONTAINER_SECURITY, imagePullSecrets, placement, podSecurity, resources } from './pods';

/**
 * `secretName` is the name of the Secret with its credentials, or a placeholder for it; undefined if it has no
 * credentials.
 */
function podSpec<Name>(
  { settings: { image, memory }, port, program }: StackExporter,
  settings: Settings,
  secretName: Name | undefined,
) {
  const { entrypoint, args, user, env } = program;
  // The probe reads the landing page: an exporter is healthy while its store is down, and reports that to Prometheus.
  const httpGet = { path: '/', port: METRICS_PORT };
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    ...imagePullSecrets(settings),
    ...placement(settings),
    securityContext: podSecurity(user, user),
    containers: [
      {
        name: 'exporter',
        image: mirroredImage(image, settings.images.registry),
        command: [entrypoint],
        args,
        env: Object.entries(env).map(([name, value]) => ({ name, value })),
        ports: [{ name: METRICS_PORT, containerPort: port }],
        resources: resources('10m', memory),
        readinessProbe: { httpGet },
        livenessProbe: { httpGet, initialDelaySeconds: 10 },
        securityContext: CONTAINER_SECURITY,
        volumeMounts: secretName === undefined ? [] : [{ name: 'credentials', mountPath: SECRETS, readOnly: true }],
      },
    ],
    // Readable for the exporter's group, writable for nobody.
    volumes: secretName === undefined ? [] : [{ name: 'credentials', secret: { secretName, defaultMode: 0o440 } }],
  };
}

/** The deployment of an exporter and the service by which Prometheus finds it. */
export function exporterObjects<Name>(exporter: StackExporter, settings: Settings, secretName: Name | undefined) {
  const { job, port } = exporter;
  const labels = exporterLabels(settings, job);
  const metadata = objectMetadata(settings, names(settings).exporter(job), labels);
  return {
    deployment: {
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: { metadata: labelsAndAnnotations(settings, labels), spec: podSpec(exporter, settings, secretName) },
      },
    },
    service: {
      metadata,
      spec: { selector: labels, ports: [{ name: METRICS_PORT, port, targetPort: METRICS_PORT }] },
    },
  };
}
