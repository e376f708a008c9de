/** The exports of `@trading-observability/pulumi` (docs/components.md); `npm run package` builds it. */
import type * as pulumi from '@pulumi/pulumi';
import { Observability } from './components/observability';
import type { ObservabilityArgs } from './components/stack-args';
import { trading, type TradingExporters } from './platform';

export { deploy } from './components/deploy';
export { Observability, type ComponentOutputs, type PlatformArgs } from './components/observability';
export { prepareStack, type PreparedStack } from './components/prepared-stack';
export type { ObservabilityArgs } from './components/stack-args';
export type { StackOutputs } from './components/stack-outputs';
export type { PlatformDefinition } from './lib/dashboards/definition';
export type TradingObservabilityArgs = ObservabilityArgs<TradingExporters>;

const { hasDemo: _ofThisRepository, ...platform } = trading;

/** The observability of the trading platform; only this repository's own stacks have the stand-in backend. */
export class TradingObservability extends Observability {
  constructor(name: string, args: TradingObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, { platform, settings: args }, opts);
  }
}
