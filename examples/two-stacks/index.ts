/** Two environments in one program: staging on this machine, and production on a Grafana and a Prometheus that exist. */
import * as pulumi from '@pulumi/pulumi';
// In a project of your own: from '@trading-observability/pulumi'.
import { TradingObservability } from '../../exports';

const program = (): Record<string, pulumi.Output<unknown>> => {
  const config = new pulumi.Config();
  const staging = new TradingObservability('staging', { backend: { address: 'backend.staging.example.com:8000' } });
  const live = new TradingObservability(
    'live',
    {
      target: 'external',
      policies: { production: true },
      backend: { selector: { job: 'backend-api', environment: 'live' } },
      external: {
        grafana: { url: config.require('grafanaUrl'), token: config.requireSecret('grafanaToken') },
        prometheus: { dataSourceUid: 'mimir' },
      },
    },
    { dependsOn: [staging] },
  );
  return {
    staging: staging.grafanaUrl,
    stagingPassword: staging.grafanaPassword,
    live: live.dashboardUrls.apply(({ overview }) => overview),
  };
};

export = program;
