/** The settings that `Pulumi.yaml` declares for Pulumi's own CLI. */
import { trading } from '../../../platform';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { z } from 'zod';
import { name as packageName } from '../../../package.json';
import { schemaOf } from '../../../lib/settings/schema';
import { toSettings } from '../../../lib/settings/settings';

describe('Pulumi.yaml', () => {
  interface Declared {
    readonly type: string;
    readonly default: unknown;
    readonly description: string;
  }
  const project = load(readFileSync(join(__dirname, '../../../Pulumi.yaml'), 'utf8')) as {
    readonly name: string;
    readonly config: Readonly<Record<string, Declared>>;
  };

  test('has the name that stack files use as a prefix', () => {
    expect(project.name).toBe(packageName);
  });

  test('declares each key of the schema and no other, with its description', () => {
    expect(
      Object.fromEntries(Object.entries(project.config).map(([key, { description }]) => [key, description])),
    ).toEqual(
      Object.fromEntries(
        Object.entries<z.ZodType>(schemaOf(trading).shape).map(([key, { description }]) => [key, description]),
      ),
    );
  });

  test('changes nothing by its defaults', () => {
    const defaults = Object.fromEntries(
      Object.entries(project.config).map(([key, declared]) => [key, declared.default]),
    );
    expect(toSettings(trading, 'dev', defaults)).toEqual(toSettings(trading, 'dev', {}));
  });

  test.each(Object.entries(project.config))('declares %s with a default of its type', (_key, declared) => {
    expect(typeof declared.default).toBe(declared.type);
  });
});
