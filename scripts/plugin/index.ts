/** The plugin that Pulumi starts for `pulumi package add` and for programs that have its component (docs/components.md). */
import { componentProviderHost } from '@pulumi/pulumi/provider/experimental';
import { TradingObservability } from './trading-observability';

void componentProviderHost({
  name: 'trading-observability',
  dirname: __dirname,
  components: [TradingObservability],
});
