/**
 * The stack's rule groups in a Mimir ruler, which evaluates them where the samples are.
 *
 * A dynamic provider: the Grafana provider (2.40) only has rule groups of Grafana, and no other maintained package with
 * a ruler's rule groups was found. Its code is in the state.
 */
import * as pulumi from '@pulumi/pulumi';
import type { PrometheusGroup } from '../../lib/compile/prometheus-rules';
import { checkAddress } from '../check-input';
import { childrenOf } from '../children';
import { AUTHORIZATION, CREDENTIAL_VARIABLE, rulerGroup, USERNAME } from './ruler-api';

/** An environment variable that has the password of a user, or a bearer token if there is no user. */
export interface CredentialVariable {
  readonly name: pulumi.Input<string>;
  readonly username?: pulumi.Input<string> | undefined;
}

export interface RulerRulesArgs {
  readonly url: pulumi.Input<string>;
  readonly tenant?: pulumi.Input<string> | undefined;
  /** The complete authorization header of each request, which the state contains, encrypted. */
  readonly authorization?: pulumi.Input<string> | undefined;
  /** In the place of `authorization`: where Pulumi's process has the credential, so that the state has none. */
  readonly credentialVariable?: CredentialVariable | undefined;
  /** One namespace for each environment, so that stacks on one ruler do not delete each other's groups. */
  readonly namespace: pulumi.Input<string>;
  /** Default time between evaluations of a group; the ruler's own default of a minute would delay notifications. */
  readonly interval: string;
  /** The rule groups: plain values, because they decide which resources exist. */
  readonly groups: readonly PrometheusGroup[];
}

/**
 * The provider of the rule groups, whose configuration is in the state; the engine's default provider would have the
 * whole configuration of the stack there.
 */
class RulerProvider extends pulumi.ProviderResource {
  constructor(name: string, config: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super('pulumi-nodejs', name, config, opts);
  }
}

class RulerGroupResource extends pulumi.dynamic.Resource {
  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(rulerGroup, name, props, opts, 'mimir', 'RuleGroup');
  }
}

export class RulerRules extends pulumi.ComponentResource {
  /** The namespace and names of the loaded groups; known when the ruler has loaded them. */
  readonly namespace: pulumi.Output<string>;
  readonly groupNames: pulumi.Output<string[]>;

  constructor(name: string, args: RulerRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:external:RulerRules', name, {}, opts);
    const { nameOf, optionsOf } = childrenOf(this, name, opts);
    const { groups, interval, authorization, credentialVariable, ...address } = args;
    const place = { ...address, url: checkAddress(name, 'url', args.url) };
    const provider = new RulerProvider(
      nameOf('ruler'),
      {
        [AUTHORIZATION]: authorization === undefined ? undefined : pulumi.secret(authorization),
        [CREDENTIAL_VARIABLE]: credentialVariable?.name,
        [USERNAME]: credentialVariable?.username,
      },
      optionsOf('ruler'),
    );
    const loaded = groups.map(
      ({ name: group, interval: groupInterval, rules }) =>
        new RulerGroupResource(
          nameOf(group.replaceAll('_', '-')),
          { ...place, group: { name: group, interval: groupInterval ?? interval, rules } },
          optionsOf(group.replaceAll('_', '-'), { provider }),
        ),
    );
    this.namespace = pulumi.output(args.namespace);
    this.groupNames = pulumi.all(loaded.map(({ id }) => id)).apply(() => groups.map(({ name: group }) => group));
    this.registerOutputs({ namespace: this.namespace, groupNames: this.groupNames });
  }
}
