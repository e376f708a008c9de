/** What other programs import as `@trading-observability/pulumi` (docs/components.md); `npm run package` builds it. */
import type * as pulumi from '@pulumi/pulumi';
import { Observability, type ObservabilityArgs } from './components/observability';
import { trading } from './platform';

export { deploy } from './components/deploy';
export { Observability, type PlatformArgs } from './components/observability';
export type { StackOutputs } from './components/stack-outputs';
export type { PlatformDefinition } from './lib/dashboards/definition';
export type TradingObservabilityArgs = ObservabilityArgs;

const { hasDemo: _ofThisRepository, ...platform } = trading;

/** The observability of the trading platform; the stand-in backend is of this repository's own stacks alone. */
export class TradingObservability extends Observability {
  constructor(name: string, args: TradingObservabilityArgs, opts?: pulumi.ComponentResourceOptions) {
    super(name, { platform, settings: args }, opts);
  }
}
