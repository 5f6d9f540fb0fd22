/** Who may import whom. The arrows of ARCHITECTURE.md, as rules that `npm run check` applies to every import, also type-only ones. */

/** Each folder and the folders of ours it may import, besides itself. What is not listed here may import nothing of ours. */
const arrows = {
  'packages/spec': [],
  'packages/engine': ['packages/spec'],
  'packages/identity': ['packages/spec'],
  'packages/client': ['packages/spec'],
  'packages/sql-lineage': ['packages/spec'],
  'packages/credentials': ['packages/client', 'packages/spec'],
  'packages/azure': ['packages/credentials', 'packages/spec'],
  'packages/ingest': ['packages/client', 'packages/sql-lineage', 'packages/spec'],
  'packages/connectors': ['packages/ingest', 'packages/sql-lineage', 'packages/spec'],
  'packages/scheduler': ['packages/engine', 'packages/ingest', 'packages/spec'],
  'packages/notify': ['packages/engine', 'packages/spec'],
  'packages/api': ['packages/engine', 'packages/identity', 'packages/spec'],
  'apps/server': [
    ...['api', 'scheduler', 'notify', 'connectors', 'ingest', 'engine', 'identity'].map(
      (name) => `packages/${name}`,
    ),
    ...['azure', 'credentials', 'client', 'spec'].map((name) => `packages/${name}`),
  ],
  'apps/cli': ['connectors', 'ingest', 'client', 'azure', 'credentials', 'spec'].map(
    (name) => `packages/${name}`,
  ),
  'apps/web': ['packages/client', 'packages/spec'],
  'apps/entra': [],
  // Tests meet the product as processes and over HTTP, as its users do. The SDK is a product of ours; the declared
  // shapes, and samples of them, are held against those of the published clients; a search backend and connectors meet real servers.
  tests: [
    ...['tools', 'packages/client', 'packages/spec'],
    ...[
      'packages/engine/src/testing',
      'packages/engine/src/search/opensearch',
      'packages/api/src/generations',
      'packages/connectors/src',
      'packages/ingest/src/testing',
    ],
  ],
  // What costs microseconds is measured in the process; a server is started as the command line starts it.
  bench: [
    'apps/cli/src/programs.ts',
    'tests/processes',
    'tests/interop',
    'packages/identity',
    'packages/engine',
    'packages/spec',
    'packages/connectors',
    'packages/ingest/src/testing',
    'tools',
  ],
  // Tools start the very PostgreSQL that the server starts, and generate files from the vocabulary, the commands and the metrics.
  tools: [
    ...['packages/spec', 'packages/api', 'apps/web/build', 'apps/cli/src'],
    ...['embedded-postgres/index', 'metrics', 'server-gauges'].map((name) => `apps/server/src/${name}.ts`),
  ],
}

const test = '\\.test\\.tsx?$|/testing[/-]'
const ours = '^(packages|apps|tests|bench|tools)/'
const npm = (...names) => `node_modules/(${names.join('|')})(/|$)`

module.exports = {
  forbidden: [
    ...Object.entries(arrows).map(([folder, allowed]) => ({
      name: `arrows-of-${folder.replace('/', '-')}`,
      comment: `${folder} may import ${allowed.join(', ') || 'nothing of ours'}.`,
      severity: 'error',
      from: { path: `^${folder}/`, pathNot: test },
      to: { path: ours, pathNot: `^(${[folder, ...allowed].join('|')})(/|$)` },
    })),
    ...Object.entries(arrows).map(([folder, allowed]) => ({
      name: `arrows-of-tests-in-${folder.replace('/', '-')}`,
      comment: 'A test beside the code may also use the tools; the database, for instance.',
      severity: 'error',
      from: { path: `^${folder}/.*(${test})` },
      to: { path: ours, pathNot: `^(${[folder, ...allowed, 'tools'].join('|')})(/|$)` },
    })),
    {
      name: 'packages-through-their-door',
      comment: 'Another package is imported by its name, @waymark/<name>, and gives what its exports name.',
      severity: 'error',
      from: { path: '^packages/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'connectors-never-see-each-other',
      comment: 'A connector is one folder that can be added and removed alone.',
      severity: 'error',
      from: { path: '^packages/connectors/src/([^/]+)/' },
      to: { path: '^packages/connectors/src/[^/]+/', pathNot: '^packages/connectors/src/$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'Also through types: a cycle means that two modules are one, or that a third is missing.',
      severity: 'error',
      from: { path: ours },
      to: { circular: true },
    },
    {
      name: 'spec-needs-typebox-only',
      severity: 'error',
      from: { path: '^packages/spec/', pathNot: test },
      to: { dependencyTypesNot: ['local'], pathNot: npm('@sinclair/typebox') },
    },
    {
      name: 'browsers-run-spec-and-client',
      comment: 'The web interface bundles both, so they use nothing that only Node.js has.',
      severity: 'error',
      from: { path: '^packages/(spec|client)/src/', pathNot: test },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'sql-stays-where-it-belongs',
      comment: 'The engine owns the schema; connectors read other databases; the server owns the pool.',
      severity: 'error',
      from: {
        path: ours,
        pathNot: `^packages/(engine|connectors|scheduler)/|^apps/server/|^(tests|tools|bench)/|${test}`,
      },
      to: { path: npm('pg', '@types/pg', 'pg-cursor', '@types/pg-cursor', 'kysely') },
    },
    {
      name: 'http-stays-in-api',
      comment:
        'packages/api is the only package that speaks HTTP inwards; the benchmark compares it with a bare Fastify.',
      severity: 'error',
      from: { path: ours, pathNot: '^packages/api/|^bench/' },
      to: { path: npm('fastify', '@fastify/[^/]+') },
    },
    {
      name: 'declared-dependencies',
      comment: 'An npm package is imported by those who declare it, not by those who find it by chance.',
      severity: 'error',
      from: { path: ours },
      // The root package.json declares what every workspace tests with.
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], pathNot: npm('vitest', 'fast-check') },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: ours },
      // Vite makes modules of these names while it builds.
      to: { couldNotResolve: true, pathNot: '^virtual:' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|generated|fixtures|\\.cache)/' },
    // Follow what TypeScript erases: a type-only import is an arrow too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json', '.d.ts'],
    },
  },
}
