import { expect } from 'chai'
import { startUpstream, type TestUpstream } from '../../haproxy/test/support/upstream.ts'
import { titleOf } from './case.ts'
import { generatedWorlds } from './cases/generated.ts'
import { createDecisionPlane } from './planes/decision.ts'
import { startEdgePlane } from './planes/edge.ts'
import type { Plane } from './planes/plane.ts'
import { startProxyPlane } from './planes/proxy.ts'
import { tableOf, type Upstreams } from './world.ts'
import { worlds } from './worlds.ts'

const STARTS: readonly (readonly [string, () => Plane | Promise<Plane>])[] = [
  ['the decision function', createDecisionPlane],
  ['the edge', startEdgePlane],
  ['the proxy', startProxyPlane],
]

describe('the same request, the same upstream', () => {
  let old: TestUpstream
  let young: TestUpstream
  let upstreams: Upstreams
  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
    upstreams = { old: old.url, new: young.url }
  })
  after(async () => {
    await old.close()
    await young.close()
  })

  for (const [name, start] of STARTS)
    describe(`at ${name}`, () => {
      let plane: Plane
      before(async () => {
        plane = await start()
      })
      after(() => plane.close())

      for (const { about, routes, cases, legacyIsOff = false } of worlds)
        describe(about, () => {
          before(() => plane.serve(tableOf(routes, upstreams, { legacyIsOff })))
          for (const each of cases)
            it(titleOf(each), async () => {
              expect(await plane.ask(each.asked)).to.deep.equal(each.outcome)
            })
        })

      describe('tables that nobody would write', () => {
        for (const { seed, routes, requests } of generatedWorlds)
          it(`decides ${requests.length} requests over ${routes.length} routes as the function does (seed ${seed})`, async () => {
            const table = tableOf(routes, upstreams)
            const decided = createDecisionPlane()
            await Promise.all([plane.serve(table), decided.serve(table)])
            for (const asked of requests)
              expect(await plane.ask(asked), JSON.stringify(asked)).to.deep.equal(await decided.ask(asked))
          })
      })
    })
})
