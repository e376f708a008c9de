/** The same version today and tomorrow. */
import type { Rule } from './rule';
import { absent, at, group, within, type Value } from './value';
import { chartValues, workloads } from './workloads';

/** What is wrong with an image name; empty if it names a fixed version. */
export function movingTagProblems(reference: Value): string[] {
  if (typeof reference !== 'string' || reference === '' || /(^|@)sha256:[0-9a-f]{64}$/.test(reference)) return [];
  const tag = /:([^/:]+)$/.exec(reference)?.[1];
  if (tag === undefined) return [`the image "${reference}" has no tag`];
  return tag === 'latest' ? [`the image "${reference}" has the tag "latest"`] : [];
}

/**
 * The images in the values of a chart: as one text, or with separate repository and tag; without a tag, the chart's own
 * applies.
 */
function* fromChart(values: Value): Generator<string> {
  for (const { path, value } of within(values)) {
    if (path.at(-1) === 'image' && typeof value === 'string') yield* movingTagProblems(value);
    const { repository, tag, digest, sha } = group(value);
    if (typeof repository === 'string' && typeof tag === 'string' && tag !== '' && absent(digest) && absent(sha))
      yield* movingTagProblems(`${repository}:${tag}`);
  }
}

const DOCKER_IMAGES: Readonly<Record<string, string>> = {
  'docker:index/remoteImage:RemoteImage': 'name',
  'docker:index/image:Image': 'imageName',
  'docker:index/service:Service': 'taskSpec.containerSpec.image',
};

export const fixedImages: Rule = {
  name: 'fixed-image',
  description: 'An image has a fixed tag or a digest.',
  remedy: 'It would be another program at the next start, and no preview would show it: name a version.',
  *broken(subject) {
    const image = DOCKER_IMAGES[subject.type];
    if (image !== undefined) yield* movingTagProblems(at(subject.props, image));
    for (const workload of workloads(subject))
      for (const what of movingTagProblems(workload.image)) yield workload.label + what;
    yield* fromChart(chartValues(subject));
  },
};
