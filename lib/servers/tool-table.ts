/** The programs that the tests and `make demo` run, and where their versions are pinned. */
import { dependencies } from '../../package.json';

/** The version of Pulumi's CLI: the same as its SDK's. */
export const PULUMI = dependencies['@pulumi/pulumi'];

export interface Tool {
  /** Folder in `lib/servers/modules/` whose go.mod pins the version. */
  readonly module: 'prometheus' | 'alertmanager' | 'pulumi' | 'actionlint';
  /** The Go module with the version, and the package to build. */
  readonly source: string;
  readonly package: string;
  /** The image that contains it at the same version, if there is one. */
  readonly image?: string;
  /** The variable that its build sets to the version, if it does not know it otherwise. */
  readonly stampedAs?: string;
  /** Arguments that print its version. */
  readonly version: string;
  /** Whether a program on PATH may have this version instead of the pinned one. */
  readonly accepts: (version: string, pinned: string) => boolean;
  /** The rule for versions in words, after the version: `3.16.0`, `3.276.0 or a later 3.x`. */
  readonly or?: string;
}

const isSame = (version: string, pinned: string): boolean => version === pinned;

/** Whether a version is the pinned one or a later one with the same major version. */
function isLaterInMajor(version: string, pinned: string): boolean {
  const [have, want] = [version, pinned].map((each) => each.split('.').map(Number)) as [number[], number[]];
  const first = want.findIndex((part, i) => part !== have[i]);
  return first === -1 || (first > 0 && (have[first] ?? 0) > (want[first] ?? 0));
}

const PROMETHEUS = {
  module: 'prometheus',
  source: 'github.com/prometheus/prometheus',
  image: 'prom/prometheus',
  stampedAs: 'github.com/prometheus/common/version.Version',
  version: '--version',
  accepts: isSame,
} as const;
const ALERTMANAGER = {
  module: 'alertmanager',
  source: 'github.com/prometheus/alertmanager',
  image: 'prom/alertmanager',
  stampedAs: 'github.com/prometheus/common/version.Version',
  version: '--version',
  accepts: isSame,
} as const;

export const TOOLS = {
  prometheus: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/prometheus' },
  promtool: { ...PROMETHEUS, package: 'github.com/prometheus/prometheus/cmd/promtool' },
  alertmanager: { ...ALERTMANAGER, package: 'github.com/prometheus/alertmanager/cmd/alertmanager' },
  amtool: { ...ALERTMANAGER, package: 'github.com/prometheus/alertmanager/cmd/amtool' },
  pulumi: {
    module: 'pulumi',
    source: 'github.com/pulumi/pulumi/pkg/v3',
    package: 'github.com/pulumi/pulumi/pkg/v3/cmd/pulumi',
    stampedAs: 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version',
    version: 'version',
    accepts: isLaterInMajor,
    or: ` or a later ${PULUMI.split('.')[0]}.x`,
  },
  actionlint: {
    module: 'actionlint',
    source: 'github.com/rhysd/actionlint',
    package: 'github.com/rhysd/actionlint/cmd/actionlint',
    version: '--version',
    accepts: isLaterInMajor,
    or: ' or a later 1.x',
  },
} as const satisfies Record<string, Tool>;
export type ToolName = keyof typeof TOOLS;
export const toolNames = Object.keys(TOOLS) as ToolName[];
