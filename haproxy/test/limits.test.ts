import { expect } from 'chai'
import type { RouteTable } from '@strangler/migration-plan'
import { eventually } from '../../tests/support/eventually.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

/** Columns of `show stat` (management guide, 9.1). */
const CONNECTED = 4
const MOST = 6

describe('limits', () => {
  let old: TestUpstream
  let young: TestUpstream
  let haproxy: TestHaproxy

  const table = (weights: Readonly<Record<string, number>>): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [
        { id: 'short', match: { path: '/short' }, limits: { connections: 1, queue: '200ms' } },
        { id: 'long', match: { path: '/long' }, limits: { connections: 2, queue: '1m' } },
        { id: 'half', match: { path: '/half' }, limits: { connections: 1, queue: '1m' } },
        { id: 'free', match: { path: '/free' } },
      ],
      weights,
    })

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    haproxy = await startHaproxy(table({ short: 100, long: 100, half: 100 }))
  })
  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
  })

  const inFlight = async (route: string): Promise<number> =>
    (await haproxy.edge.observe()).traffic[route]?.candidate.inFlight ?? 0

  it('let as many requests of the route at an upstream as the plan says; more wait for their turn', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => haproxy.get('/long?wait=150')))
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200, 200])
    expect(young.mostAtOnce()).to.equal(2)
  })

  it('answer 503 who waited as long as the plan says, and nobody of another route', async () => {
    const before = young.counted()
    const slow = haproxy.get('/short?wait=3000')
    await eventually(() => young.counted() === before + 1)
    const began = performance.now()
    expect((await haproxy.get('/short')).status).to.equal(503)
    expect(performance.now() - began).to.be.within(190, 2500)
    expect(young.counted()).to.equal(before + 1)
    expect((await haproxy.get('/free')).status).to.equal(200)
    expect((await slow).status).to.equal(200)
    expect((await haproxy.get('/short')).status).to.equal(200)
  })

  it('send on to the other side what one has no place for, if that has a weight', async () => {
    const slow = haproxy.get('/half?wait=3000')
    await eventually(async () => (await inFlight('half')) === 1)
    await haproxy.edge.apply(table({ half: 50 }))
    for (let times = 0; times < 4; times++) expect(await haproxy.who('/half')).to.equal('old')
    expect(JSON.parse((await slow).body)).to.include({ upstream: 'new' })
  })

  it('hold a flood of clients back at the door, and keep the statistics page open', async () => {
    const [clients, whole] = await Promise.all([statOf('EDGE', MOST), haproxy.ask('show info')])
    expect(clients).to.be.lessThan(Number(/^Maxconn: (\d+)$/m.exec(whole)?.[1]))
    const connected = (count: number): Promise<unknown> =>
      eventually(async () => (await statOf('EDGE', CONNECTED)) === count)
    haproxy.hangUp()
    await connected(0)
    await haproxy.ask('set maxconn frontend EDGE 1')
    const first = haproxy.get('/free?wait=500', { connection: 'close' })
    await connected(1)
    const second = haproxy.get('/free', { connection: 'close' })
    expect((await fetch(`http://127.0.0.1:${haproxy.options.statsPort}/`)).status).to.equal(200)
    expect((await first).status).to.equal(200)
    expect((await second).status).to.equal(200)
    await haproxy.ask(`set maxconn frontend EDGE ${clients}`)
  })

  async function statOf(frontend: string, column: number): Promise<number> {
    const rows = (await haproxy.ask('show stat -1 1 -1')).split('\n').map((row) => row.split(','))
    return Number(rows.find(([name]) => name === frontend)?.[column])
  }
})
