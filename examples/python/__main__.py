"""The trading platform's observability in a program in Python, with what the program's other resources know."""

import pulumi
from pulumi_trading_observability import TradingObservability

config = pulumi.Config()

observability = TradingObservability(
    "prod",
    settings={
        "backend": {"address": config.require("backendAddress")},
        "thresholds": {"HighAPILatency": {"above": 0.8}},
        "alerting": {
            "routes": {"critical": {"pagerduty": {"integrationKey": config.require_secret("pagerdutyKey")}}},
        },
    },
)

pulumi.export("grafanaUrl", observability.grafana_url)
pulumi.export("grafanaPassword", observability.grafana_password)
pulumi.export("dashboards", observability.dashboard_urls)
