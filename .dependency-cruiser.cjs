const PROMQL = ['lib/units.ts', 'lib/contract', 'lib/promql'];
/** What the library makes of a platform: its alerts, objectives and panels. */
const MODEL = [...PROMQL, 'lib/exporters', 'lib/market', 'lib/alerting', 'lib/slo', 'lib/dashboards'];
/** Which room may import which: data flows one way. `make lint` refuses any other arrow, and every circle. */
const MAY_IMPORT = {
  // The library, which knows no platform.
  'lib/units.ts': [],
  'lib/json-values.ts': [],
  'lib/contract': [],
  'lib/promql': ['lib/units.ts', 'lib/contract'],
  'lib/exporters': ['lib/contract', 'lib/promql', 'lib/settings'],
  'lib/market': ['lib/units.ts', 'lib/promql'],
  'lib/alerting': [...PROMQL, 'lib/json-values.ts', 'lib/exporters', 'lib/market', 'lib/slo'],
  'lib/slo': [...PROMQL, 'lib/market', 'lib/alerting'],
  'lib/dashboards': [...PROMQL, 'lib/json-values.ts', 'lib/market', 'lib/alerting', 'lib/slo'],
  'lib/receivers': ['lib/alerting', 'lib/settings'],
  'lib/settings': [...MODEL, 'lib/json-values.ts', 'lib/receivers'],
  'lib/compile': [...MODEL, 'lib/json-values.ts', 'lib/receivers', 'lib/settings'],
  'lib/review': [
    'lib/units.ts',
    'lib/json-values.ts',
    'lib/contract',
    'lib/promql',
    'lib/alerting',
    'lib/dashboards',
    'lib/receivers',
    'lib/settings',
    'lib/compile',
  ],
  'lib/servers': ['lib/json-values.ts', 'lib/contract', 'lib/alerting', 'lib/settings', 'lib/compile', 'lib/review'],
  // The content, and what hands it to the library.
  metrics: [...PROMQL, 'lib/exporters', 'lib/settings'],
  rules: [...PROMQL, 'lib/exporters', 'lib/market', 'lib/alerting', 'lib/slo', 'metrics'],
  dashboards: [...PROMQL, 'lib/exporters', 'lib/alerting', 'lib/slo', 'lib/dashboards', 'metrics', 'rules'],
  'platform.ts': ['lib/dashboards', 'lib/servers', 'metrics', 'rules', 'dashboards'],
  demo: ['lib/contract', 'lib/servers', 'metrics', 'rules'],
  // What runs it.
  components: ['lib'],
  policies: ['lib/receivers'],
  'index.ts': ['lib/settings', 'lib/compile', 'components', 'demo', 'platform.ts'],
  'exports.ts': ['lib', 'components', 'platform.ts'],
  examples: ['lib', 'components', 'exports.ts'],
  scripts: ['lib', 'components', 'metrics', 'rules', 'dashboards', 'demo', 'platform.ts', 'index.ts', 'exports.ts'],
};
/** Rooms whose files know no file, no network and no provider: same input, same output. */
const IMPURE = ['lib/servers', 'lib/settings', 'demo', 'components', 'policies', 'index.ts', 'exports.ts', 'scripts'];
const PURE = Object.keys(MAY_IMPORT).filter((room) => !IMPURE.includes(room));
/** The only room that speaks to Pulumi's providers. */
const PROVIDERS = '(^|/)node_modules/(@pulumi/(?!policy|pulumi)|@pulumiverse/)';

const rooms = Object.keys(MAY_IMPORT);
const path = (names) =>
  `^(${names.map((name) => (name.includes('.') ? `${name.replace('.', '\\.')}$` : `${name}/`)).join('|')})`;
const isAllowed = (room, other) => MAY_IMPORT[room].some((name) => other === name || other.startsWith(`${name}/`));

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
      comment: `${room} may import ${MAY_IMPORT[room].join(', ') || 'no other room'} (.dependency-cruiser.cjs)`,
      severity: 'error',
      from: { path: path([room]) },
      to: { path: path(rooms.filter((other) => other !== room && !isAllowed(room, other))) },
    })),
    {
      name: 'pure',
      comment: `${PURE.join(', ')} are pure: what reads files or the network belongs to lib/servers/ or scripts/`,
      severity: 'error',
      from: { path: path(PURE) },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'promql-by-its-functions',
      comment:
        'PromQL is built by what lib/promql/index.ts exports: a selector made by hand may name a metric that does not ' +
        'exist. Text of others is read by lib/promql/parse.ts.',
      severity: 'error',
      from: { pathNot: '^lib/promql/' },
      to: { path: '^lib/promql/', pathNot: '^lib/promql/(index|parse|expressions|recording-rule|window)\\.ts$' },
    },
    {
      name: 'providers-in-components',
      comment: 'Only components/ imports a provider',
      severity: 'error',
      from: { pathNot: path(['components']) },
      to: { path: PROVIDERS },
    },
    {
      name: 'kubernetes-by-module',
      comment:
        'Import the module of a kind, such as @pulumi/kubernetes/core/v1: the whole SDK, which its folders helm/v3 and yaml ' +
        'load too, costs each preview 121 files more',
      severity: 'error',
      from: { pathNot: '(^|/)node_modules/' },
      to: {
        path: '(^|/)node_modules/@pulumi/kubernetes/(index|helm/(index|v\\d\\w*/index)|yaml/)',
        dependencyTypesNot: ['type-only'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(tests/|build/|policies/main\\.js|\\.state/|\\.tools/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
