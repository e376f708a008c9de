/** New files and insertions into existing ones, written together, so that a mistake writes nothing. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { UsageError } from '../../lib/servers/command-line';
import { placeholdersIn } from './placeholders';

/** Where to insert a text: before or after the match of a pattern. */
type Place = { readonly before: RegExp } | { readonly after: RegExp };

export class FileEdits {
  private readonly texts = new Map<string, string>();
  private readonly placeholders: string[] = [];

  /** A file with the edits so far. */
  read(file: string): string {
    return this.texts.get(file) ?? readFileSync(file, 'utf8');
  }

  create(file: string, text: string): void {
    if (existsSync(file)) throw new UsageError(`${file} exists already: choose another name`);
    this.set(file, text, text);
  }

  append(file: string, text: string): void {
    this.set(file, `${this.read(file).trimEnd()}\n${text}`, text);
  }

  /** Inserts a text at the last match. */
  insert(file: string, place: Place, text: string): void {
    const [pattern, isAfter] = 'before' in place ? [place.before, false] : [place.after, true];
    const before = this.read(file);
    const match = [...before.matchAll(new RegExp(pattern, 'gm'))].at(-1);
    if (match === undefined)
      throw new Error(`${file} has nothing like ${String(pattern)}, where scripts/new/ inserts the skeleton`);
    const at = match.index + (isAfter ? match[0].length : 0);
    this.set(file, before.slice(0, at) + text + before.slice(at), text);
  }

  /** Imports a name, in the existing import of the same module if there is one. */
  addImport(file: string, name: string, from: string): void {
    const text = this.read(file);
    const line = new RegExp(`^import \\{([^}]*?),?\\s*\\} from '${from.replaceAll('.', '\\.')}';$`, 'm');
    const names = line.exec(text)?.[1];
    if (names === undefined)
      return this.insert(file, { after: /^(import .*|\} from .*)$/ }, `\nimport { ${name} } from '${from}';`);
    const plainName = (each: string) => each.trim().replace(/^type /, '');
    if (names.split(',').map(plainName).includes(plainName(name))) return;
    this.set(file, text.replace(line, `import {${names}, ${name} } from '${from}';`), '');
  }

  /** Formats and writes all files. Returns what is left to fill in, with the file of each item. */
  async write(): Promise<string[]> {
    // Loaded only now, because it takes longer to load than all the rest.
    const { format, resolveConfig } = await import('prettier');
    const formatted = await Promise.all(
      [...this.texts].map(async ([file, text]) => {
        if (!file.endsWith('.ts')) return [file, text] as const;
        return [file, await format(text, { ...(await resolveConfig(file)), filepath: file })] as const;
      }),
    );
    for (const [file, text] of formatted) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return this.placeholders;
  }

  private set(file: string, text: string, added: string): void {
    this.texts.set(file, text);
    this.placeholders.push(...placeholdersIn(file, added));
  }
}
