import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Batch, Report, RouteFindings } from '@strangler/comparison'
import { connectController, repository, startSystem, type System } from '@strangler/demo'
import { expect } from 'chai'
import { eventually } from './support/eventually.ts'
import { askSql } from './support/ask-sql.ts'
import { gatherCrowd } from './support/crowd.ts'

const PAIRS = 400
/** Share of the pairs of a route that may differ: a page that others change twice while both sides are asked. */
const CHANGED_TWICE = 0.03
const ROUTES = ['static', 'search', 'login', 'logout', 'list', 'root', 'new-thought']

describe('the example, with every answer compared while legacy serves,', () => {
  const cleanups: (() => Promise<unknown>)[] = []
  let system: System
  const batches: Batch[] = []

  before(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'compared-'))
    cleanups.push(() => rm(folder, { recursive: true }))
    const plan = await readFile(join(repository, 'migration-plan/plans/mythoughts.yaml'), 'utf8')
    const compared = plan.replace(/^ {2}compare:\n/m, '  compare:\n    sample: 100%\n')
    expect(compared).not.to.equal(plan)
    await writeFile(join(folder, 'plan.yaml'), compared)
    const controllerEnv = { PLAN_FILE: join(folder, 'plan.yaml') }
    system = await startSystem(
      { front: 'haproxy', legacyUrl: null, databaseUrl: null, controllerEnv },
      () => undefined,
    )
    cleanups.push(() => system.stop())
    const controller = await connectController(system.contextFile)
    for (const route of ROUTES) await controller.shadow(route)
  })
  after(async () => {
    for (const cleanUp of cleanups.toReversed()) await cleanUp()
  })

  const findings = (): readonly RouteFindings[] => batches.flatMap((batch) => batch.findings)
  const pairs = (): number =>
    findings().reduce((sum, { outcomes }) => outcomes.reduce((own, { count }) => own + count, sum), 0)
  const fetchReport = async (): Promise<void> => {
    const after = batches.at(-1)?.number ?? 0
    const url = `${system.proxyAdmin}/comparisons?after=${after}`
    const report = (await (await fetch(url)).json()) as Report
    batches.push(...report.batches.filter(({ number }) => number > after))
  }

  it('shows users nothing but legacy, and loses or doubles nothing of theirs', async () => {
    const crowd = await gatherCrowd(system, 4)
    const failures = await crowd.during(async () => {
      await eventually(
        async () => {
          await fetchReport()
          return pairs() >= PAIRS
        },
        { withinMs: 90_000 },
      )
    })
    expect(failures).to.deep.equal([])
    expect(await crowd.leave()).to.deep.equal({ lostSessions: 0, lostWrites: 0, doubledWrites: 0 })
    await eventually(async () => {
      const before = batches.length
      await fetchReport()
      return batches.length === before
    })
  })

  it('finds both sides alike on every route, writes too, without a rule for tokens or dates', () => {
    const compared = findings().filter(({ against }) => against === 'candidate')
    expect(new Set(compared.map(({ route }) => route))).to.include.keys(...ROUTES)
    const pairsOf = (id: string): number =>
      compared.reduce((sum, { route, outcomes }) => (route === id ? sum + total(outcomes) : sum), 0)
    const differing = compared.flatMap(({ route, outcomes }) =>
      outcomes
        .filter(({ signatures, count }) => signatures.length > 0 && count > pairsOf(route) * CHANGED_TWICE)
        .map(({ signatures, count }) => `${route}: ${count} times ${signatures.join(', ')}`),
    )
    const examples = batches.flatMap((batch) =>
      batch.examples.map(({ comparison }) => comparison.differences),
    )
    expect(differing, JSON.stringify(examples)).to.deep.equal([])
  })

  it('leaves no trace of a shadowed write', async () => {
    const [ids] = await askSql<{ first: number; last: number; count: number }>(
      system.ready.database,
      'select min(id)::int as first, max(id)::int as last, count(*)::int as count from thoughts_thoughtmodel',
    )
    expect(ids?.count).to.equal((ids?.last ?? 0) - (ids?.first ?? 0) + 1)
    expect(ids?.first).to.be.above(0)
  })
})

function total(outcomes: RouteFindings['outcomes']): number {
  return outcomes.reduce((sum, { count }) => sum + count, 0)
}
