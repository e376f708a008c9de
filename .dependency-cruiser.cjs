/** Which folder may import which: data flows one way. `make lint` refuses any other arrow, and every circle. */
const MAY_IMPORT = {
  metrics: [],
  rules: ['metrics'],
  dashboards: ['metrics', 'rules'],
  config: ['metrics', 'rules'],
  demo: ['metrics', 'rules', 'toolchain'],
  compile: ['metrics', 'rules', 'dashboards', 'config'],
  diff: ['metrics', 'rules', 'dashboards', 'config', 'compile'],
  components: ['metrics', 'rules', 'config', 'demo', 'compile'],
  replay: ['metrics', 'compile'],
  lint: ['metrics', 'rules', 'dashboards', 'compile'],
  'index.ts': ['config', 'compile', 'components'],
  toolchain: ['metrics', 'rules', 'config', 'compile', 'replay'],
  servers: ['rules', 'config', 'demo', 'compile', 'toolchain'],
  bench: ['metrics', 'rules', 'dashboards', 'demo', 'toolchain', 'servers'],
  pictures: ['dashboards', 'rules', 'demo', 'toolchain', 'servers', 'bench'],
  policies: [],
  scripts: [
    'metrics',
    'rules',
    'dashboards',
    'config',
    'demo',
    'compile',
    'diff',
    'replay',
    'lint',
    'index.ts',
    'toolchain',
    'servers',
    'bench',
    'pictures',
  ],
};
/** Folders whose files know no file, no network and no provider: same input, same output. */
const PURE = ['metrics', 'rules', 'dashboards', 'compile', 'diff', 'replay', 'lint'];
/** The only folder that speaks to Pulumi's providers. */
const PROVIDERS = '(^|/)node_modules/(@pulumi/(?!policy|pulumi)|@pulumiverse/)';

const rooms = Object.keys(MAY_IMPORT);
const path = (names) =>
  `^(${names.map((name) => (name.includes('.') ? `${name.replace('.', '\\.')}$` : `${name}/`)).join('|')})`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one file, or need a third that both import.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    ...rooms.map((room) => ({
      name: `${room}-imports`,
      comment: `${room} may import ${MAY_IMPORT[room].join(', ') || 'no other folder'} (.dependency-cruiser.cjs)`,
      severity: 'error',
      from: { path: path([room]) },
      to: { path: path(rooms.filter((other) => other !== room && !MAY_IMPORT[room].includes(other))) },
    })),
    {
      name: 'pure',
      comment: `${PURE.join(', ')} are pure: what reads files or the network belongs to toolchain/, servers/ or scripts/`,
      severity: 'error',
      from: { path: path(PURE) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'promql-by-its-functions',
      comment:
        'PromQL is built by what metrics/promql/index.ts exports: a selector made by hand may name a metric that does not ' +
        'exist. Text of others is read by metrics/promql/parse.ts.',
      severity: 'error',
      from: { pathNot: '^metrics/promql/' },
      to: { path: '^metrics/promql/', pathNot: '^metrics/promql/(index|parse)\\.ts$' },
    },
    {
      name: 'providers-in-components',
      comment: 'Only components/ imports a provider',
      severity: 'error',
      from: { pathNot: path(['components']) },
      to: { path: PROVIDERS },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(tests/|build/|policies/main\\.js|\\.state/|\\.tools/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
