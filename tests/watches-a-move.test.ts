import { readdirSync, readFileSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectController, repository, startSystem, type System } from '@strangler/demo'
import { expect } from 'chai'
import { parse } from 'yaml'
import { eventually } from './support/eventually.ts'
import { dashboards } from '../observability/src/dashboards.ts'
import { startPrometheus, type TestPrometheus } from '../observability/test/support/prometheus.ts'
import { selectorsOf } from '../observability/test/support/promql.ts'
import { startRsyslog, type TestRsyslog } from '../observability/test/support/rsyslog.ts'

const PROCESSES = ['edge', 'proxy', 'controller', 'monolith', 'frontend', 'users', 'thoughts', 'static']
/** Exported only with certificates, and shown by a test of its own. */
const WITH_CERTIFICATES = 'strangler_certificate_expiry_timestamp_seconds'

describe('who watches a move', () => {
  let rsyslog: TestRsyslog
  let system: System
  let prometheus: TestPrometheus
  let targets: Readonly<Record<string, string>>
  const cleanups: (() => Promise<unknown>)[] = []

  before(async () => {
    rsyslog = await startRsyslog()
    cleanups.push(() => rsyslog.stop())
    const folder = await mkdtemp(join(tmpdir(), 'watched-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    const plan = await readFile(join(repository, 'migration-plan/plans/mythoughts.yaml'), 'utf8')
    const sampled = plan.replace(/^ {2}compare:\n/m, '  compare:\n    sample: 20%\n')
    await writeFile(join(folder, 'plan.yaml'), sampled)
    const parts = {
      ...({ front: 'haproxy', legacyUrl: null, databaseUrl: null } as const),
      env: { LOG_LEVEL: 'debug' },
      controllerEnv: { PLAN_FILE: join(folder, 'plan.yaml') },
    }
    system = await startSystem({ ...parts, syslogUrl: `tcp://${rsyslog.address}` }, () => undefined)
    cleanups.push(() => system.stop())
    const { ready, internal, proxyAdmin } = system
    targets = { edge: ready.stats, proxy: proxyAdmin, controller: ready.controller, ...internal }
    prometheus = await startPrometheus(targets)
    cleanups.push(() => prometheus.stop())
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  async function visit(path: string, id = ''): Promise<number> {
    const headers: Record<string, string> = id === '' ? {} : { 'X-Request-ID': id }
    const answer = await fetch(system.ready.edge + path, { headers, redirect: 'manual' })
    await answer.arrayBuffer()
    return answer.status
  }

  it('finds a request by its id in the logs of edge, proxy and services', async () => {
    const controller = await connectController(system.contextFile)
    for (const path of ['/search?search=a', '/login/']) await visit(path)
    await controller.set('search', 50)
    const idsOf = async (process: string): Promise<ReadonlySet<unknown>> =>
      new Set((await rsyslog.lines(process)).map(({ requestId }) => requestId))
    let turn = 0
    const known = await eventually(async () => {
      await visit('/search?search=a', `watched-${++turn}`)
      const seen = await Promise.all(['edge', 'proxy', 'frontend', 'thoughts'].map(idsOf))
      const [first] = seen
      const everywhere = [...first!].find(
        (id) => String(id).startsWith('watched-') && seen.every((ids) => ids.has(id)),
      )
      if (everywhere === undefined)
        throw new TypeError(`no request is in all logs: ${seen.map(({ size }) => size).join(', ')}`)
      return everywhere
    })
    const [line] = (await rsyslog.lines('edge')).filter(({ requestId }) => requestId === known)
    expect(line).to.include({ process: 'edge', route: 'search', stage: 'ramp', path: '/search' })
    expect(line!['upstream']).to.be.oneOf(['monolith', 'frontend', 'proxy'])
  })

  it('reads lines of one shape from every process', async () => {
    for (const process of PROCESSES) {
      await eventually(async () => (await rsyslog.lines(process)).length > 0)
      for (const line of await rsyslog.lines(process)) {
        expect(line, process).to.include.keys('time', 'level', 'message', 'process')
        expect(line['process']).to.equal(process)
        expect(String(line['time'])).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
        expect(line['level']).to.be.oneOf(['debug', 'info', 'warning', 'error', 'critical'])
      }
    }
  })

  it('asks, in rules and dashboards, for metrics and labels that there are', async () => {
    const rules = readdirSync(join(repository, 'observability/prometheus/rules')).flatMap((name) => {
      const text = readFileSync(join(repository, 'observability/prometheus/rules', name), 'utf8')
      const { groups } = parse(text) as { groups: { rules: { record?: string; expr: string }[] }[] }
      return groups.flatMap((group) => group.rules)
    })
    const exported = await exportedLabels()
    for (const { record } of rules) if (record !== undefined) exported.set(record, null)
    exported.set('up', null)
    exported.set(WITH_CERTIFICATES, new Set(['file']))
    const queries = [
      ...rules.map(({ expr }) => expr),
      ...dashboards.flatMap(({ panels }) => panels.flatMap((panel) => panel.queries.map(({ expr }) => expr))),
    ]
    for (const query of queries)
      for (const { metric, labels } of selectorsOf(query)) {
        expect([...exported.keys()], query).to.include(metric)
        const known = exported.get(metric)
        if (known) expect([...known, 'job', 'instance'], query).to.include.members([...labels])
      }
  })

  it('finds every metric of ours in the reference, with its labels, and no other', async () => {
    const text = readFileSync(join(repository, 'docs/reference/metrics.md'), 'utf8')
    const told = new Map(
      [...text.matchAll(/^\| `([a-z_]+)` \|([^|]*)\|/gm)].map(([, name = '', labels = '']) => [
        name,
        [...labels.matchAll(/`(\w+)`/g)].map(([, label]) => label),
      ]),
    )
    const exported = await exportedLabels()
    const own = [...exported.keys()]
      .filter((name) => /^(?:strangler_|requests_|request_duration|dry_runs_|token_)/.test(name))
      .map((name) => name.replace(/_(?:bucket|sum|count)$/, ''))
    expect([...told.keys()]).to.have.members([...new Set([...own, WITH_CERTIFICATES])])
    for (const [name, labels] of told) {
      const known = exported.get(name) ?? exported.get(`${name}_count`)
      if (known) expect(labels, name).to.have.members([...known])
    }
  })

  /** The labels of each metric that any process exports; null where none has a value yet. */
  async function exportedLabels(): Promise<Map<string, Set<string> | null>> {
    const pages = Object.values(targets).map(async (url) =>
      (await fetch(`${new URL(url).origin}/metrics`)).text(),
    )
    const text = (await Promise.all(pages)).join('\n')
    const exported = new Map<string, Set<string> | null>()
    for (const [, name = '', type] of text.matchAll(/^# TYPE (\S+) (\w+)$/gm))
      for (const suffix of type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''])
        exported.set(name + suffix, null)
    for (const [, name = '', labels = ''] of text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? /gm)) {
      const given = [...labels.matchAll(/(\w+)="/g)].map(([, label = '']) => label)
      exported.set(name, new Set([...(exported.get(name) ?? []), ...given]))
    }
    return exported
  }

  it('is left in peace while a move goes well, and sees it', async () => {
    const controller = await connectController(system.contextFile)
    for (const weight of [50, 100]) {
      for (const route of ['static', 'search', 'login', 'list', 'root']) await controller.set(route, weight)
      for (let turn = 0; turn < 40; turn++) {
        for (const path of ['/search?search=a', '/login/', '/static/css/bootstrap.css']) await visit(path)
        await prometheus.query('up')
      }
    }
    const share = async (): Promise<number> =>
      (
        await prometheus.query(
          'sum(strangler:requests:rate1m{side="candidate"}) / sum(strangler:requests:rate1m)',
        )
      )[0]?.value ?? 0
    await eventually(async () => {
      await visit('/search?search=a')
      return (await share()) === 1
    })
    expect(await prometheus.fired()).to.deep.equal([])
  })

  it('is told of a service that is dead, of the rollback that follows, and of a plane that was changed by hand', async () => {
    const controller = await connectController(system.contextFile)
    await controller.set('login', 50)
    await system.processes.get('static')?.stop()
    const socket = connect(join(system.folder, 'admin.sock'))
    socket.end('set server login/legacy state maint\n').resume()
    await eventually(async () => {
      const fired = await prometheus.fired()
      return ['InstanceDown static', 'RolledBack', 'Drift edge'].every((name) => fired.includes(name))
    }).catch(async (cause: unknown) => {
      throw new Error(`what fired: ${(await prometheus.fired()).join(', ')}`, { cause })
    })
    const others = (await prometheus.fired()).filter(
      (name) => !/^RolledBack$| (?:static|edge|login)$/.test(name),
    )
    expect(others).to.deep.equal([])
  })
})
