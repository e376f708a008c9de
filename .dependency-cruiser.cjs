/** Which room may import which: data flows one way. `make lint` refuses any other arrow, and every circle. */
const MAY_IMPORT = {
  'lib/units.ts': [],
  'lib/json-values.ts': [],
  metrics: ['lib/promql', 'lib/units.ts'],
  'lib/promql': ['lib/units.ts', 'metrics'],
  'lib/contract': ['lib/promql', 'metrics'],
  'lib/market': ['lib/promql', 'lib/units.ts'],
  'lib/receivers': ['lib/settings'],
  'lib/alerting': ['lib/units.ts', 'lib/promql', 'lib/market', 'lib/slo', 'metrics', 'rules'],
  'lib/slo': ['lib/units.ts', 'lib/promql', 'lib/market', 'lib/alerting', 'metrics', 'rules'],
  rules: ['lib/units.ts', 'lib/promql', 'lib/market', 'lib/alerting', 'lib/slo', 'metrics'],
  'lib/dashboards': [
    'lib/units.ts',
    'lib/promql',
    'lib/market',
    'lib/alerting',
    'lib/slo',
    'metrics',
    'rules',
    'dashboards',
  ],
  dashboards: [
    'lib/units.ts',
    'lib/promql',
    'lib/market',
    'lib/alerting',
    'lib/slo',
    'lib/dashboards',
    'metrics',
    'rules',
  ],
  'lib/settings': [
    'lib/units.ts',
    'lib/json-values.ts',
    'lib/promql',
    'lib/market',
    'lib/alerting',
    'lib/slo',
    'lib/receivers',
    'metrics',
    'rules',
  ],
  demo: ['metrics', 'lib/alerting', 'lib/servers'],
  'lib/compile': [
    'lib/units.ts',
    'lib/promql',
    'lib/contract',
    'lib/market',
    'lib/alerting',
    'lib/slo',
    'lib/dashboards',
    'lib/receivers',
    'lib/settings',
    'metrics',
    'rules',
  ],
  'lib/review': [
    'lib/units.ts',
    'lib/json-values.ts',
    'lib/promql',
    'lib/contract',
    'lib/alerting',
    'lib/dashboards',
    'lib/receivers',
    'lib/compile',
    'metrics',
    'rules',
  ],
  'lib/servers': ['lib/contract', 'lib/alerting', 'lib/settings', 'lib/compile', 'lib/review', 'demo'],
  components: ['lib/promql', 'lib/settings', 'lib/compile', 'lib/alerting', 'metrics', 'rules', 'demo'],
  'index.ts': ['lib/settings', 'lib/compile', 'components'],
  policies: ['lib/receivers'],
  scripts: ['lib', 'metrics', 'rules', 'dashboards', 'demo', 'index.ts'],
};
/** Rooms whose files know no file, no network and no provider: same input, same output. */
const IMPURE = ['lib/servers', 'demo', 'components', 'index.ts', 'policies', 'scripts', 'lib/settings'];
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
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(tests/|build/|policies/main\\.js|\\.state/|\\.tools/)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
  },
};
