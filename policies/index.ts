/**
 * The policy pack that the engine loads: `pulumi preview --policy-pack policies`, as `make preview` and `make up` do.
 * Rules are plain functions of a resource's properties; only `rule.ts` uses the engine's API.
 */
import { PolicyPack } from '@pulumi/policy';
import { policy, secretsPolicy } from './rule';
import { rules } from './rules';
import { encryptedSecrets, inClear } from './secrets';

new PolicyPack('trading-observability', { policies: [...rules.map(policy), secretsPolicy(encryptedSecrets, inClear)] });
