/** What holds data outlives the stack that made it. */
import type { Rule } from './rule';
import { group, list } from './value';

const VOLUMES = [
  'docker:index/volume:Volume',
  'kubernetes:core/v1:PersistentVolumeClaim',
  'kubernetes:core/v1:PersistentVolume',
];

export const volumeLabels: Rule = {
  name: 'volume-without-labels',
  description: 'A Docker volume carries no labels.',
  remedy: 'A changed label replaces the volume, and its data is gone: take the labels away.',
  broken: ({ type, props }) =>
    type === 'docker:index/volume:Volume' && list(props.labels).length + Object.keys(group(props.labels)).length > 0
      ? ['the volume has labels']
      : [],
};

export const volumeProtection: Rule = {
  name: 'protected-volume',
  description: 'Where people depend on it, a volume is protected.',
  remedy:
    'Its samples and users would go with a mistaken destroy or replacement: set the resource option `protect` (`pulumi config set --path docker.protectData true`).',
  onlyGuarded: true,
  broken: ({ type, protect }) => (VOLUMES.includes(type) && !protect ? ['the volume is not protected'] : []),
};
