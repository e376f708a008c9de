/** Message templates rendered by Alertmanager's own `amtool`, without a server. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withVariables, type ExampleSeries } from '../compile/example-notification';
import type { Alert } from '../alerting/resolve';
import { tool } from './tools';
import { inTemporaryFolder } from './write-files';
import { run } from './run-program';

/**
 * Renders `text` with `data` (https://pkg.go.dev/github.com/prometheus/alertmanager/template#Data) and the templates in
 * `definitions`. `html`: as an HTML message, in which Alertmanager escapes values by itself.
 */
export async function renderMessage(
  text: string,
  data: object,
  definitions = '',
  type: 'text' | 'html' = 'text',
): Promise<string> {
  const amtool = await tool('amtool');
  return inTemporaryFolder(async (folder) => {
    const placed = (name: string, content: string): string => {
      const path = join(folder, name);
      writeFileSync(path, content);
      return path;
    };
    const { stdout } = await run(amtool, [
      'template',
      'render',
      `--template.glob=${placed('messages.tmpl', definitions)}`,
      `--template.data=${placed('data.json', JSON.stringify(data))}`,
      `--template.type=${type}`,
      `--template.text=${text}`,
    ]);
    return stdout;
  });
}

/** Separates the texts of one call; no template contains it. */
const SEPARATOR = '\u001e';

/** An alert's annotations for one of its series, expanded as Prometheus would. */
export async function filledIn(
  { annotations }: Alert,
  { labels, value }: ExampleSeries,
): Promise<Readonly<Record<string, string>>> {
  const keys = Object.keys(annotations);
  const texts = Object.values(annotations).map((template) => withVariables(String(template), value));
  const filled = (await renderMessage(texts.join(SEPARATOR), { commonLabels: labels })).split(SEPARATOR);
  return Object.fromEntries(keys.map((key, index) => [key, filled[index] ?? '']));
}
