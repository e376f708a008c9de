/** Image names: their parts, and the same image on a mirror. */

export interface ImageParts {
  readonly registry: string;
  readonly repository: string;
  /** Empty if the image has only a digest. */
  readonly tag: string;
  /** Hexadecimal digits of the SHA-256 digest; empty if the image has none. */
  readonly sha: string;
}

/** Matches if the first part of an image's name is a registry, by Docker's rule. */
const NAMES_REGISTRY = /^([^/]*[.:][^/]*|localhost)\//;
/** Registries that `images.registry` replaces; an image without a registry is on docker.io. */
const MIRRORED = /^(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io)\//;

/**
 * The parts of an image such as `prom/prometheus:v3.16.0@sha256:...`; the registry is docker.io if the name has none.
 */
export function parseImage(image: string): ImageParts {
  const [named = '', digest = ''] = image.split('@sha256:');
  const [, path = named, tag = ''] = /^(.*):([^:/]+)$/.exec(named) ?? [];
  const registry = NAMES_REGISTRY.exec(path)?.[1];
  return {
    registry: registry ?? 'docker.io',
    repository: registry === undefined ? path : path.slice(registry.length + 1),
    tag,
    sha: digest,
  };
}

/** The tag of an image; empty where it has none. */
export const tagOf = (image: string): string => parseImage(image).tag;

/** The image on the mirror, in the form that the chart uses: another registry; the same path, tag and digest. */
export function mirroredImage(image: string, registry: string | undefined): string {
  if (registry === undefined) return image;
  const path = image.replace(MIRRORED, '');
  return NAMES_REGISTRY.test(path) ? image : `${registry}/${path}`;
}
