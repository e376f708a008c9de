/** The promtool scenarios of a new alert: one in which it fires in time, and one just below its threshold. */
export const scenarioFile = (name: string, component: string, team: string): string =>
  `# FILL IN: when ${name} fires, in a sentence
rule_files: [rules/*.yaml]
evaluation_interval: 15s

tests:
  # FILL IN: series that pass the threshold, and the two times, an evaluation apart
  - name: above the threshold
    interval: 15s
    input_series:
      - series: 'up{job="backend-api",instance="a:8000"}'
        values: '1x160'
    alert_rule_test:
      - { eval_time: 15m, alertname: ${name} }
      - eval_time: 15m15s
        alertname: ${name}
        exp_alerts:
          - exp_labels: { component: ${component}, environment: dev, severity: warning, team: ${team} }
            exp_annotations:
              summary: 'FILL IN: summary (dev)'
              description: 'FILL IN: description, what firing says and the impact'
              when_resolved: 'FILL IN: when_resolved'

  # FILL IN: series just below the threshold
  - name: just below the threshold
    interval: 15s
    input_series:
      - series: 'up{job="backend-api",instance="a:8000"}'
        values: '1x160'
    promql_expr_test:
      - { eval_time: 30m, expr: 'count_over_time(ALERTS{alertname="${name}",alertstate="firing"}[30m])', exp_samples: [] }
`;
