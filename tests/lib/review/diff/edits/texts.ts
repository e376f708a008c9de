/** Edits of routes, recording rules, messages and runbooks. */
import type { EditCase } from '../../../../support/review';

export const TEXTS: Readonly<Record<string, EditCase>> = {
  'how long a page waits': {
    edit: {
      file: 'alertmanager/alertmanager.yml',
      text: (text) => text.replace('group_interval: 1m', 'group_interval: 2m'),
    },
    says: ['all stacks: Watchdog notify of new alerts after 2 minutes, was 1 minute'],
  },
  'a recorded series': {
    edit: { file: 'prometheus/rules/api-health.yaml', text: (text) => text.replace('[5m]', '[10m]') },
    says: ['all stacks: recorded series `route:http_requests:rate5m` expression: `10m`, was `5m`'],
  },
  'the text of notifications': {
    edit: { file: 'alertmanager/notifications.tmpl', text: (text) => `${text}{{/* more */}}` },
    says: ['the text of notifications is another one'],
  },
  'a section of a runbook': {
    edit: {
      runbook: 'api-health.md',
      text: (text) => text.replace('## HighErrorRate\n', '## HighErrorRate\n\nLook twice.\n'),
    },
    says: ['runbook section "HighErrorRate" (`api-health.md`) 1 line new, "Look twice."'],
    not: ['all stacks', 'CriticalErrorRate'],
  },
  'a section that is new': {
    edit: { runbook: 'README.md', text: (text) => `${text}\n## After a holiday\n\nRead.\n` },
    says: ['runbook section "After a holiday" (`README.md`) is new'],
  },
  'a section taken away': {
    edit: { runbook: 'meta.md', text: (text) => text.replace(/## Watchdog\n[\s\S]*?(?=\n## |$)/, '') },
    says: ['runbook section "Watchdog" (`meta.md`) is removed'],
  },
};
