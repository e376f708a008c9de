/** Names of images: their parts, and the same image from a mirror. */

export interface ImageParts {
  readonly registry: string;
  readonly repository: string;
  /** Empty where the image has a digest alone. */
  readonly tag: string;
  /** Hexadecimal digits of the SHA-256 digest; empty where the image has none. */
  readonly sha: string;
}

/** Whether the first part of an image's name is a registry, as Docker reads it. */
const NAMES_REGISTRY = /^([^/]*[.:][^/]*|localhost)\//;
/** Registries in whose place `images.registry` stands; an image that names none is docker.io's. */
const MIRRORED = /^(docker\.io|quay\.io|ghcr\.io|registry\.k8s\.io)\//;

/** The parts of an image such as `prom/prometheus:v3.16.0@sha256:...`; one that names no registry is docker.io's. */
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

/** An image from the mirror, as the chart takes its own: another registry, the same path, tag and digest. */
export function mirroredImage(image: string, registry: string | undefined): string {
  if (registry === undefined) return image;
  const path = image.replace(MIRRORED, '');
  return NAMES_REGISTRY.test(path) ? image : `${registry}/${path}`;
}
