/** Image names: their parts, and the same image on a mirror. */

/** Matches if the first part of an image's name is a registry, by Docker's rule. */
const NAMES_REGISTRY = /^([^/]*[.:][^/]*|localhost)\//;
/** Registries that `images.registry` replaces; an image without a registry is on docker.io. */
const MIRRORED = /^(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io)\//;

/** The parts of an image such as `prom/prometheus:v3.16.0@sha256:...`; `tag` and `sha` are empty if it has none. */
export function parseImage(image: string) {
  const [named = '', sha = ''] = image.split('@sha256:');
  const [, path = named, tag = ''] = /^(.*):([^:/]+)$/.exec(named) ?? [];
  const [prefix = '', registry = 'docker.io'] = NAMES_REGISTRY.exec(path) ?? [];
  return { registry, repository: path.slice(prefix.length), tag, sha };
}

/** The tag of an image; empty where it has none. */
export const tagOf = (image: string): string => parseImage(image).tag;

/** The image on the mirror, in the form that the chart uses: another registry; the same path, tag and digest. */
export function mirroredImage(image: string, registry: string | undefined): string {
  if (registry === undefined) return image;
  const path = image.replace(MIRRORED, '');
  return NAMES_REGISTRY.test(path) ? image : `${registry}/${path}`;
}
