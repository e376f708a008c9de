/** Volumes with data outlive the stack that created them. */
import type { Rule } from './rule';
import { group, list } from './value';

const VOLUMES = [
  'docker:index/volume:Volume',
  'kubernetes:core/v1:PersistentVolumeClaim',
  'kubernetes:core/v1:PersistentVolume',
];

/** Volumes of files that the next update creates again, by the suffix of their name. */
const FILES = /-(config|files|program|secrets)$/;

export const volumeLabels: Rule = {
  name: 'volume-without-labels',
  description: 'A Docker volume carries no labels.',
  remedy: 'A changed label replaces the volume, and its data is gone: take the labels away.',
  *broken(subject) {
    if (subject.type !== 'docker:index/volume:Volume') return;
    const { labels } = subject.props;
    if (list(labels).length > 0 || Object.keys(group(labels)).length > 0) yield 'the volume has labels';
  },
};

export const volumeProtection: Rule = {
  name: 'protected-volume',
  description: 'Where people depend on it, a volume with data is protected.',
  remedy:
    'Its samples and users would go with a mistaken destroy or replacement: set the resource option `protect` (`pulumi config set --path docker.protectData true`).',
  onlyProduction: true,
  *broken({ type, name, protect }) {
    if (VOLUMES.includes(type) && !FILES.test(name) && !protect) yield 'the volume is not protected';
  },
};
