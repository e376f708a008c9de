/**
 * The stack's rule groups in a Mimir ruler, which evaluates them where the samples are.
 *
 * A dynamic provider, as the Grafana provider (2.40) has rule groups of Grafana alone, and no other maintained package with
 * those of a ruler was found. Its code is in the state.
 */
import * as pulumi from '@pulumi/pulumi';
import type { PrometheusGroup } from '../../lib/compile/prometheus-rules';
import { checkAddress } from '../check-input';
import { childrenOf } from '../children';
import { AUTHORIZATION, rulerGroup } from './ruler-api';

export interface RulerRulesArgs {
  readonly url: pulumi.Input<string>;
  readonly tenant?: pulumi.Input<string> | undefined;
  /** The header of each request, whole; kept as a secret. */
  readonly authorization?: pulumi.Input<string> | undefined;
  /** One for each environment, so that stacks on one ruler do not take each other's groups away. */
  readonly namespace: pulumi.Input<string>;
  /** Between evaluations of a group that says nothing of it; the ruler's own is a minute, which tells late. */
  readonly interval: string;
  /** What is evaluated: plain, as it decides which resources there are. */
  readonly groups: readonly PrometheusGroup[];
}

/**
 * What runs the code of the groups. As with each provider, the state has its credentials once, encrypted; the provider that
 * the engine would make by itself has the whole configuration of the stack.
 */
class RulerProvider extends pulumi.ProviderResource {
  constructor(name: string, authorization: pulumi.Input<string> | undefined, opts: pulumi.CustomResourceOptions) {
    super('pulumi-nodejs', name, authorization === undefined ? {} : { [AUTHORIZATION]: authorization }, opts);
  }
}

class RulerGroupResource extends pulumi.dynamic.Resource {
  constructor(name: string, props: pulumi.Inputs, opts: pulumi.CustomResourceOptions) {
    super(rulerGroup, name, props, opts, 'mimir', 'RuleGroup');
  }
}

export class RulerRules extends pulumi.ComponentResource {
  /** Where the ruler has the groups, and their names, once it has loaded them. */
  readonly namespace: pulumi.Output<string>;
  readonly groupNames: pulumi.Output<string[]>;

  constructor(name: string, args: RulerRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super('trading-observability:external:RulerRules', name, {}, opts);
    const { nameOf, optionsOf } = childrenOf(this, name, opts);
    const { groups, interval, authorization, ...address } = args;
    const place = { ...address, url: checkAddress(name, 'url', args.url) };
    const provider = new RulerProvider(
      nameOf('ruler'),
      authorization === undefined ? undefined : pulumi.secret(authorization),
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
