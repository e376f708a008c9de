/** The exporters of the stores as pods. */
import { Deployment } from '@pulumi/kubernetes/apps/v1';
import { Secret, Service } from '@pulumi/kubernetes/core/v1';
import * as pulumi from '@pulumi/pulumi';
import type { Settings } from '../../lib/settings/schema';
import { serverExporters } from '../../lib/compile/exporters';
import { exporterObjects } from '../../lib/compile/kubernetes/exporter-objects';
import { labelsAndAnnotations } from '../../lib/compile/kubernetes/metadata';
import type { ExporterProgram } from '../../lib/exporters/definition';
import type { Children } from '../children';
import { toPulumiInputs } from '../../lib/settings/pulumi';

/**
 * An exporter reads its credentials only when it starts. So the Secret is never changed, but replaced by one with
 * another name, which the pod's specification refers to: a changed password starts a new pod.
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

/** The exporters do not depend on the release, nor the release on them. */
export function exporterPods(settings: Settings, children: Children): void {
  const { nameOf, optionsOf } = children;
  for (const exporter of serverExporters(settings)) {
    const { job, program } = exporter;
    const { deployment, service } = exporterObjects(exporter, settings, credentials(job, settings, program, children));
    new Deployment(nameOf(job), toPulumiInputs(deployment), optionsOf(job));
    new Service(nameOf(job), toPulumiInputs(service), optionsOf(job));
  }
}
