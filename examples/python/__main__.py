"""The trading platform's observability in a program in Python, with what the program's other resources know."""

import pulumi
from pulumi_trading_observability import (
    AlertingArgs,
    BackendArgs,
    RouteArgs,
    RoutePagerdutyArgs,
    RoutesArgs,
    Target,
    ThresholdArgs,
    TradingObservability,
)

config = pulumi.Config()

observability = TradingObservability(
    "prod",
    target=Target.DOCKER,
    backend=BackendArgs(address=config.require("backendAddress")),
    thresholds={"HighAPILatency": ThresholdArgs(above=0.8)},
    alerting=AlertingArgs(
        routes=RoutesArgs(
            critical=RouteArgs(pagerduty=RoutePagerdutyArgs(integration_key=config.require_secret("pagerdutyKey"))),
        ),
    ),
)

pulumi.export("grafanaUrl", observability.grafana_url)
pulumi.export("grafanaPassword", observability.grafana_password)
pulumi.export("dashboards", observability.dashboard_urls)
