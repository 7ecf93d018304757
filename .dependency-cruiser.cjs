const own =
  '^(migration-plan|comparison|haproxy|logging|strangler-proxy|console|k8s|controller|monolith|services|demo|tests|bench)/'

/** One arrow of the architecture: what lies under `from` may reach nothing of ours but itself and `to`. */
function arrow(name, from, to, comment) {
  const allowed = [from, ...to].map((folder) => `^${folder}/`)
  return {
    name,
    comment,
    severity: 'error',
    from: { path: `^${from}/(src|migrations)/` },
    to: { path: own, pathNot: allowed },
  }
}

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle has no order to read it in.',
      from: {},
      to: { circular: true },
    },
    arrow('plan-decides-alone', 'migration-plan', [], 'Decisions are pure: every plane shares them.'),
    {
      name: 'plan-is-pure',
      comment: 'No sockets, no files, no database: callers hand it text.',
      severity: 'error',
      from: { path: '^migration-plan/src/' },
      to: {
        path: '^(node:)?(net|http|https|fs|fs/promises|child_process)$|node_modules/(pg|kysely|express|undici)/',
      },
    },
    arrow(
      'comparison-stands-alone',
      'comparison',
      [],
      'Judging answers is pure: proxy and controller share it.',
    ),
    {
      name: 'comparison-is-pure',
      comment: 'No sockets, no files, no database: callers hand it answers.',
      severity: 'error',
      from: { path: '^comparison/src/' },
      to: {
        path: '^(node:)?(net|tls|dgram|http|https|http2|fs|fs/promises|child_process|worker_threads)$|node_modules/(pg|kysely|express|undici)/',
      },
    },
    arrow('logging-stands-alone', 'logging', [], 'What writes lines knows nothing of what they tell.'),
    arrow('haproxy-knows-the-plan', 'haproxy', ['migration-plan'], 'The edge is driven from the table only.'),
    arrow('gateway-knows-the-plan', 'k8s', ['migration-plan'], 'A Gateway is driven from the table only.'),
    arrow(
      'proxy-knows-the-plan',
      'strangler-proxy',
      ['migration-plan', 'comparison', 'logging'],
      'The controller is reached by HTTP, never by import.',
    ),
    arrow('console-stands-alone', 'console', [], 'It runs in browsers, and knows the API alone.'),
    {
      name: 'console-runs-in-browsers',
      comment: 'The controller serves these files as they are, and a few libraries beside them.',
      severity: 'error',
      from: { path: '^console/app/' },
      to: { pathNot: '^console/app/|^node_modules/(lit-html|uplot|diff)/' },
    },
    arrow(
      'controller-steers',
      'controller',
      ['migration-plan', 'comparison', 'haproxy', 'logging', 'console', 'k8s'],
      'It speaks to the proxy by HTTP only.',
    ),
    arrow(
      'monolith-knows-nothing',
      'monolith',
      [],
      'The legacy is unmodified: it knows nothing of the move.',
    ),
    arrow('kit-knows-nothing', 'services/kit', [], 'What services share knows none of them.'),
    ...['users', 'thoughts', 'frontend', 'static'].map((service) =>
      arrow(`${service}-knows-the-kit`, `services/${service}`, ['services/kit'], 'Services meet over HTTP.'),
    ),
    {
      name: 'nobody-imports-tests',
      comment: 'Tests, benchmarks and the demo use all; nothing depends on them.',
      severity: 'error',
      from: {
        path: '^(migration-plan|comparison|haproxy|logging|strangler-proxy|console|k8s|controller|monolith|services)/[^/]*/?src/',
      },
      to: { path: '^(tests|bench|demo)/' },
    },
    {
      name: 'only-the-public-face',
      comment: 'Another package is reached by its name.',
      severity: 'error',
      from: {
        path: '^(migration-plan|comparison|haproxy|logging|strangler-proxy|console|k8s|controller|monolith|services/[^/]+|demo)/src/',
      },
      to: {
        path: '^(migration-plan|comparison|haproxy|logging|strangler-proxy|console|k8s|controller|monolith|services/[^/]+|demo)/src/',
        pathNot: ['^$1/', '/src/index\\.ts$'],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(node_modules|var)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.cjs'],
    },
  },
}
