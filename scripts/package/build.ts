/** Builds `@trading-observability/pulumi` into a folder, and packs it as a tarball next to it. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { DASHBOARD_FILES, RULE_FILES } from '../../lib/alerting/verbatim';
import { dependencies, description, engines, homepage, license, repository, version } from '../../package.json';

const ROOT = join(__dirname, '../..');
const VERSIONS: Readonly<Record<string, string>> = dependencies;

/** The packages that the built files load, by name. */
function loadedPackages(folder: string): string[] {
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.js'));
  const names = sources.flatMap((file) =>
    [...readFileSync(join(folder, file), 'utf8').matchAll(/require\("([^."][^"]*)"\)/g)].map(([, specifier = '']) =>
      specifier
        .split('/')
        .slice(0, specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    ),
  );
  return [...new Set(names)].filter((name) => !name.startsWith('node:') && !builtinModules.includes(name)).sort();
}

/** Pulumi's packages are the using program's: two copies of the SDK do not know each other's resources. */
const isPeer = (name: string): boolean => /^@pulumi(verse)?\//.test(name);

function packageManifest(names: readonly string[]): object {
  const missing = names.filter((name) => VERSIONS[name] === undefined);
  if (missing.length > 0)
    throw new Error(`package.json has no dependency ${missing.join(', ')}, which the package loads`);
  const versionsOf = (packages: readonly string[], range: string) =>
    Object.fromEntries(packages.map((name) => [name, `${range}${VERSIONS[name]}`]));
  return {
    name: '@trading-observability/pulumi',
    version,
    description,
    license,
    homepage,
    repository,
    engines,
    main: 'exports.js',
    types: 'exports.d.ts',
    dependencies: versionsOf(
      names.filter((name) => !isPeer(name)),
      '',
    ),
    peerDependencies: versionsOf(names.filter(isPeer), '^'),
  };
}

/** A page whose links to other files of this repository are full URLs: the package does not contain those files. */
const absoluteLinks = (page: string, path: string): string =>
  page.replace(
    /\]\((?!https?:|#)([^)]+)\)/g,
    (_link, target: string) => `](${new URL(target, `${homepage}/blob/main/${path}`).href})`,
  );

/** Returns the path of the tarball. */
export function buildPackage(target = join(ROOT, 'build')): string {
  const folder = join(target, 'package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const compiler = join(ROOT, 'node_modules/typescript-native/bin/tsc');
  execFileSync(process.execPath, [compiler, '-p', join(ROOT, 'tsconfig.package.json'), '--outDir', folder], {
    stdio: 'inherit',
  });
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(packageManifest(loadedPackages(folder)), undefined, 2)}\n`,
  );
  cpSync(join(ROOT, 'LICENSE'), join(folder, 'LICENSE'));
  const page = readFileSync(join(ROOT, 'docs/components.md'), 'utf8');
  writeFileSync(join(folder, 'README.md'), absoluteLinks(page, 'docs/components.md'));
  for (const path of [RULE_FILES, DASHBOARD_FILES].filter((each) => existsSync(join(ROOT, each))))
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  const packed = execFileSync('npm', ['pack', '--silent', '--pack-destination', target], {
    cwd: folder,
    encoding: 'utf8',
  });
  return join(target, packed.trim());
}
