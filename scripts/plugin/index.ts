/** The plugin that Pulumi starts for `pulumi package add` and for programs that have its component (docs/components.md). */
import * as pulumi from '@pulumi/pulumi';
import { inheritedOptions } from '../../components/children';
import { TradingObservability as Component, type ComponentOutputs, type TradingObservabilityArgs } from '../../exports';
import { trading } from '../../platform';
import { version } from './package.json';
import { packageSchema, TOKEN } from './schema';

class TradingObservability extends pulumi.ComponentResource {
  readonly outputs: ComponentOutputs;

  constructor(name: string, args: TradingObservabilityArgs, opts: pulumi.ComponentResourceOptions) {
    super(TOKEN, name, {}, opts);
    ({ outputs: this.outputs } = new Component(name, args, inheritedOptions(this, opts)));
    this.registerOutputs(this.outputs);
  }
}

function construct(
  name: string,
  type: string,
  args: pulumi.Inputs,
  opts: pulumi.ComponentResourceOptions,
): Promise<pulumi.provider.ConstructResult> {
  if (type !== TOKEN) throw new Error(`the plugin has no resource ${type}; it has ${TOKEN}`);
  const { urn, outputs } = new TradingObservability(name, args, opts);
  return Promise.resolve({ urn, state: outputs });
}

// Pulumi's server prints the stack of an error that an output brings; a wrong setting needs its sentence only.
process.on('unhandledRejection', (error) => {
  if (pulumi.RunError.isInstance(error)) error.stack = error.message;
});
void pulumi.provider.main(
  { version, getSchema: () => Promise.resolve(JSON.stringify(packageSchema(trading))), construct },
  process.argv.slice(2),
);
