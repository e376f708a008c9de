/**
 * A stand-in for GitHub with the issues and comments of one repository, behind a `gh` on PATH, and a runner's
 * environment around a script.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const ROOT = join(__dirname, '../..');

/**
 * Programs on PATH that record their calls (`calls`, a call a line), and answer with the output and exit code of
 * `says`.
 */
export class Runner {
  readonly folder = mkdtempSync(join(tmpdir(), 'runner-'));
  private readonly log = join(this.folder, 'calls');

  /** Puts a program on PATH; `script` is its body in Bash. */
  addProgram(name: string, script: string): this {
    const file = join(this.folder, name);
    writeFileSync(
      file,
      `#!/usr/bin/env bash\nprintf '%s\\0' "$@" | tr '\\0\\n' ' ~' >>'${this.log}'; echo >>'${this.log}'\n${script}\n`,
    );
    chmodSync(file, 0o755);
    return this;
  }

  file(name: string, text: string): string {
    writeFileSync(join(this.folder, name), text);
    return join(this.folder, name);
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  /** The calls since the last time; `~` is a line break in one. */
  calls(): string[] {
    const lines = existsSync(this.log) ? readFileSync(this.log, 'utf8').split('\n').filter(Boolean) : [];
    writeFileSync(this.log, '');
    return lines.map((line) => line.trim());
  }

  /** Runs a script of `.github/scripts` as a step does. Throws if it fails. */
  runStep(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): string {
    return execFileSync(join(ROOT, '.github/scripts', script), [...args], {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: [this.folder, process.env.PATH].join(delimiter),
        RUNNER_TEMP: this.folder,
        GITHUB_ENV: join(this.folder, 'env'),
        GITHUB_REPOSITORY: 'acme/observability',
        RUN_URL: 'https://example.com/run',
        ...env,
      },
    });
  }
}
