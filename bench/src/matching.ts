import {
  canonicalPath,
  compileTable,
  createMatcher,
  formatProblem,
  parsePlan,
  type Matcher,
  type Plan,
} from '@strangler/migration-plan'

/*
 * What plans of many routes cost: reading, compiling, and finding the route of a request. Each figure is the best of
 * several runs, in processor time of this thread, since others may share the machine. Run: node bench/src/matching.ts
 */

const SIZES = [10, 100, 1000, 10_000]
const RUNS = 7
const MATCHES = 100_000

const REQUESTS = [
  { kind: 'exact', path: '/area1/list' },
  { kind: 'parameter', path: '/area1/item/4711/edit' },
  { kind: 'prefix', path: '/area1/static/css/site.css' },
  { kind: 'unclaimed', path: '/nowhere/at/all' },
]

say(
  `Node ${process.version}, best of ${RUNS} runs\n\n`,
  row(['routes', 'read', 'compile', 'matcher', ...REQUESTS.map(({ kind }) => kind), 'canonical']),
  row(['', 'ms', 'ms', 'ms', ...REQUESTS.map(() => 'ns'), 'ns']),
)
for (const size of SIZES) {
  const text = planText(size)
  const plan = planOf(text)
  const table = compileTable(plan, {}, 1)
  const matcher = createMatcher(table)
  say(
    row([
      String(size),
      best(() => void planOf(text)).toFixed(1),
      best(() => void compileTable(plan, {}, 1)).toFixed(1),
      best(() => void createMatcher(table)).toFixed(1),
      ...REQUESTS.map(({ path }) => nanoseconds(() => matchOnce(matcher, path)).toFixed(0)),
      nanoseconds(() => String(canonicalPath('/area1/static/css/site.css').ok)).toFixed(0),
    ]),
  )
}

/** A plan whose routes are of every kind: with parameters, prefixes, methods, and hosts. */
function planText(size: number): string {
  const routes = Array.from({ length: size }, (_, at) => ({
    id: `route-${at}`,
    match: matchOf(at),
    candidate: 'new',
    ...(at > 0 && { after: [`route-${Math.floor(at / 2)}`] }),
  }))
  const upstreams = { old: { url: 'http://old:1' }, new: { url: 'http://new:1' } }
  return JSON.stringify({
    apiVersion: 'strangler/v1',
    kind: 'MigrationPlan',
    name: 'bench',
    legacy: 'old',
    upstreams,
    routes,
  })
}

function matchOf(at: number): object {
  const area = `/area${Math.floor(at / 5)}`
  const kinds = [
    { path: `${area}/list` },
    { path: `${area}/item/:id/edit` },
    { path: `${area}/static/*` },
    { path: `${area}/list`, methods: ['POST', 'PUT'] },
    { path: `${area}/list`, host: `host${at % 50}.example` },
  ]
  return kinds[at % kinds.length] ?? {}
}

function planOf(text: string): Plan {
  const parsed = parsePlan(text)
  if (!parsed.ok) throw new Error(parsed.problems.map(formatProblem).join('\n'))
  return parsed.plan
}

function matchOnce(matcher: Matcher, path: string): string {
  return matcher.match({ host: 'shop.example:8000', method: 'GET', path }).id
}

function best(action: () => void): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.threadCpuUsage()
    action()
    const { user, system } = process.threadCpuUsage(before)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

/** The answers are summed up: what nobody looks at would not be computed. */
function nanoseconds(answer: () => string): number {
  let length = 0
  const whole = best(() => {
    for (let turn = 0; turn < MATCHES; turn++) length += answer().length
  })
  return length === 0 ? Number.NaN : (whole * 1e6) / MATCHES
}

function row(cells: readonly string[]): string {
  return `${cells.map((cell) => cell.padStart(10)).join('')}\n`
}

function say(...lines: readonly string[]): void {
  for (const line of lines) process.stdout.write(line)
}
