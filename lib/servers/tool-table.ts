/** The programs that the tests and `make demo` run, and where their versions are pinned. */
import { dependencies } from '../../package.json';

/** The version of Pulumi's CLI: the same as its SDK's. */
export const PULUMI = dependencies['@pulumi/pulumi'];

export interface Tool {
  /** Folder in `lib/servers/modules/` whose go.mod pins the version. */
  readonly module: 'prometheus' | 'alertmanager' | 'pulumi' | 'actionlint';
  /** The Go module with the version; the program's package is `cmd/<name>` in it. */
  readonly source: string;
  /** The image that contains it at the same version, if there is one. */
  readonly image?: string;
  /** The variable that its build sets to the version, if it does not know it otherwise. */
  readonly stampedAs?: string;
  /** Arguments that print its version; `--version` if left out. */
  readonly version?: string;
  /** Whether a program on PATH may also have a later version with the same major version. */
  readonly acceptsLater?: true;
}

const PROMETHEUS_VERSION = 'github.com/prometheus/common/version.Version';
const prometheus: Tool = {
  module: 'prometheus',
  source: 'github.com/prometheus/prometheus',
  image: 'prom/prometheus',
  stampedAs: PROMETHEUS_VERSION,
};
const alertmanager: Tool = {
  module: 'alertmanager',
  source: 'github.com/prometheus/alertmanager',
  image: 'prom/alertmanager',
  stampedAs: PROMETHEUS_VERSION,
};

const tools = {
  prometheus,
  promtool: prometheus,
  alertmanager,
  amtool: alertmanager,
  pulumi: {
    module: 'pulumi',
    source: 'github.com/pulumi/pulumi/pkg/v3',
    stampedAs: 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version',
    version: 'version',
    acceptsLater: true,
  },
  actionlint: { module: 'actionlint', source: 'github.com/rhysd/actionlint', acceptsLater: true },
} as const satisfies Record<string, Tool>;
export type ToolName = keyof typeof tools;
export const TOOLS: Readonly<Record<ToolName, Tool>> = tools;
export const toolNames = Object.keys(TOOLS) as ToolName[];
