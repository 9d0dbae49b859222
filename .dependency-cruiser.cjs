/** The import rules of the house, as errors. ARCHITECTURE.md explains them. */
const only = (name, from, allowed, comment) => ({
  name,
  severity: 'error',
  comment,
  from,
  to: { pathNot: allowed },
});
const npm = (...names) => `node_modules/(${names.map((n) => n.replace('/', '\\/')).join('|')})(/|$)`;

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    only(
      'gateway-is-pure',
      { path: '^lib/gateway/', pathNot: '\\.test\\.ts$|/testing/' },
      ['^lib/gateway/', npm('zod')],
      'The core knows no framework, no database, no process: itself, zod and the platform only.',
    ),
    only(
      'adapters-see-the-contract',
      { path: '^lib/gateway/adapters/', pathNot: '\\.test\\.ts$' },
      ['^lib/gateway/(adapters|schema|stream)/', '^lib/gateway/errors\\.ts$', npm('zod')],
      'An adapter is four pure translations.',
    ),
    only(
      'db-imports-ports-and-drizzle',
      { path: '^db/', pathNot: '\\.test\\.ts$' },
      [
        '^db/',
        '^lib/gateway/',
        'node:',
        '^(fs|path|os|crypto|net|url|child_process|worker_threads|timers|fs/promises|timers/promises)$',
        npm('drizzle-orm', 'postgres', '@electric-sql'),
      ],
      'The database layer knows the core by its types only.',
    ),
    {
      name: 'app-never-imports-db',
      severity: 'error',
      comment: 'Pages call verbs; verbs own the database.',
      from: { path: '^app/' },
      to: { path: '^db/' },
    },
    {
      name: 'lib-never-imports-app',
      severity: 'error',
      from: { path: '^(lib|db|scripts)/' },
      to: { path: '^app/' },
    },
    {
      name: 'runtime-is-the-composition-root',
      severity: 'error',
      comment: 'Only app, scripts, tests and the runtime itself may reach the composition root.',
      from: { path: '^(lib|db)/', pathNot: '^lib/runtime/|\\.test\\.ts$' },
      to: { path: '^lib/runtime/' },
    },
    {
      name: 'nothing-imports-the-measurements',
      severity: 'error',
      from: { path: '^(app|lib|db|scripts|e2e)/' },
      to: { path: '^bench/' },
    },
    {
      name: 'no-page-imports-another-page',
      severity: 'error',
      from: { path: '^app/\\(console\\)/([^/]+)/' },
      to: { path: '^app/\\(console\\)/([^/]+)/', pathNot: '^app/\\(console\\)/$1/' },
    },
    {
      name: 'shared-ui-knows-no-page',
      severity: 'error',
      from: { path: '^app/_ui/' },
      to: { path: '^app/(?!_ui/)' },
    },
    {
      name: 'what-the-browser-runs-knows-no-server',
      severity: 'error',
      comment: 'In app, handlers, pages and layouts run on the server; all else sees schemas and types.',
      from: {
        path: '^app/',
        pathNot: ['^app/(api|v1|healthz|readyz)/', '/(page|layout)\\.tsx$', '^app/require-session\\.ts$'],
      },
      to: {
        path: [
          '^lib/(runtime|http|simulator|credentials|catalogue|auth|console)/',
          '^(fs|path|os|crypto|net|http|child_process|worker_threads)(/|$)',
        ],
        pathNot: ['/schema\\.ts$', '^lib/auth/permissions\\.ts$'],
      },
    },
    {
      name: 'rules-know-no-transport',
      severity: 'error',
      comment: 'Verbs, configuration and sign-in are called by mounts, never the other way round.',
      from: { path: '^lib/(console|config|auth|credentials|catalogue)/', pathNot: '\\.test\\.ts$' },
      to: { path: '^lib/(http|simulator)/' },
    },
    {
      name: 'simulator-stands-alone',
      severity: 'error',
      comment: 'A provider of our own knows no more of us than a real one does.',
      from: { path: '^lib/simulator/', pathNot: '\\.test\\.ts$' },
      to: { path: '^(db|lib)/', pathNot: '^lib/simulator/' },
    },
    {
      name: 'production-code-uses-no-dev-dependency',
      severity: 'error',
      from: { path: '^(app|lib|db)/', pathNot: '\\.test\\.tsx?$|/testing/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/(@types|next|react|typescript)' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    // Packages stay in the graph, unread: rules about them see nothing otherwise.
    exclude: { path: '^\\.next' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
