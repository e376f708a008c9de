/**
 * The policy pack, as the engine loads it: `pulumi preview --policy-pack policies`. `make preview` and `make up` always
 * do. Rules are plain functions of a resource's properties; only `rule.ts` knows how the engine asks.
 */
import { PolicyPack } from '@pulumi/policy';
import { policy, secretsPolicy } from './rule';
import { rules } from './rules';
import { encrypted, inClear } from './secrets';

new PolicyPack('trading-observability', { policies: [...rules.map(policy), secretsPolicy(encrypted, inClear)] });
