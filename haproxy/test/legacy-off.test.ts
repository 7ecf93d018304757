import { expect } from 'chai'
import { RETIRED, UNCLAIMED, type RouteTable, type Standing } from '@strangler/migration-plan'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

describe('an edge whose legacy is switched off', () => {
  let old: TestUpstream
  let young: TestUpstream
  let haproxy: TestHaproxy

  const table = (version: number, standings: Readonly<Record<string, Standing>>): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url, health: '/healthz' }, new: { url: young.url, health: '/healthz' } },
      routes: [{ id: 'a', match: { path: '/a' } }],
      standings,
      version,
    })

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    haproxy = await startHaproxy(table(1, { a: RETIRED }))
    expect(await haproxy.who('/else')).to.equal('old')
    await haproxy.edge.apply(table(2, { a: RETIRED, [UNCLAIMED]: RETIRED }))
    haproxy.hangUp()
  })
  after(async () => {
    await haproxy.close()
    await old.close()
    await young.close()
  })

  it('has no server of it and no check of its health', async () => {
    const servers = await haproxy.ask('show servers state')
    expect(servers).to.contain(new URL(young.url).port).and.not.to.contain(new URL(old.url).port)
    expect(await haproxy.ask('show stat')).not.to.contain('upstream.old')
  })

  it('answers what legacy alone answered with 404, and the rest as before', async () => {
    expect((await haproxy.get('/else')).status).to.equal(404)
    expect(await haproxy.who('/a')).to.equal('new')
  })

  it('tells of it when it is observed, so that it is known without a record', async () => {
    expect((await haproxy.edge.observe()).weights).to.deep.equal({ a: 100, [UNCLAIMED]: 100 })
  })
})
