/** The section of a new alert in the runbook of its group. */
export const runbookSection = (name: string): string => `
## ${name}

FILL IN: what happens, in two sentences.

### Symptoms

- FILL IN: symptoms, what users and panels show.

### Investigation

\`\`\`sh
# 1. FILL IN: investigation, the question that a command answers
promql 'ALERTS{alertname="${name}"}'
\`\`\`

### Remediation

- FILL IN: remediation, a cause and what ends it.

### Escalation

FILL IN: escalation, who is called and after how long.
`;
