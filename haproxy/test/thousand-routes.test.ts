import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RouteTable } from '@strangler/migration-plan'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

const ids = Array.from({ length: 1000 }, (_, at) => `r${at}`)

describe('an edge with a thousand routes', () => {
  let old: TestUpstream
  let young: TestUpstream
  let haproxy: TestHaproxy
  let version = 0

  const table = (weights: Readonly<Record<string, number>>, routes = ids): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: routes.map((id) => ({ id, match: { path: `/${id}/*` } })),
      defaults: { expose: true },
      weights,
      version: ++version,
    })
  /** Directives that a request may meet before its backend. */
  const rules = async (): Promise<number> => {
    const config = await readFile(join(haproxy.options.directory, 'haproxy.cfg'), 'utf8')
    return (/frontend EDGE\n(?: .*\n)*/.exec(config)?.[0] ?? '').split('\n').length
  }

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    haproxy = await startHaproxy(table({}, ids.slice(0, 2)))
  })
  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
  })

  it('asks no more questions about a request than one with two', async () => {
    const few = await rules()
    await haproxy.edge.apply(table({}))
    haproxy.hangUp()
    expect(await rules()).to.equal(few)
    for (const id of ['r0', 'r500', 'r999'])
      expect((await haproxy.get(`/${id}/x`)).headers).to.include({ 'x-strangler-route': id })
  })

  it('is at the weights of every route, without a reload, within seconds', async () => {
    const { instance } = await haproxy.edge.observe()
    const rules = table(Object.fromEntries(ids.map((id, at) => [id, at % 101])))
    const began = performance.now()
    await haproxy.edge.apply(rules)
    expect(performance.now() - began).to.be.lessThan(5000)
    const seen = await haproxy.edge.observe()
    for (const [at, id] of ids.entries()) expect(seen.weights[id]).to.equal(at % 101)
    expect(seen).to.include({ instance, version: rules.version })
  })

  it('has a changed weight in effect at once', async () => {
    const tables = [100, 0, 100, 0, 100].map((weight) => table({ r7: weight }))
    const took: number[] = []
    for (const [turn, rules] of tables.entries()) {
      const began = performance.now()
      await haproxy.edge.apply(rules)
      took.push(performance.now() - began)
      expect(await haproxy.who('/r7/')).to.equal(turn % 2 === 0 ? 'new' : 'old')
    }
    // A tenth of that on an idle machine.
    expect(Math.min(...took)).to.be.lessThan(500)
  })

  it('comes back from a crash with every weight within seconds', async () => {
    const { weights } = await haproxy.edge.observe()
    process.kill(haproxy.child().pid, 'SIGKILL')
    const began = performance.now()
    await haproxy.restart()
    expect(performance.now() - began).to.be.lessThan(5000)
    expect((await haproxy.edge.observe()).weights).to.deep.equal(weights)
  })
})
