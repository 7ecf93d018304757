import { expect } from 'chai'
import { startEdgePlane } from '../conformance/planes/edge.ts'
import type { ListeningPlane } from '../conformance/planes/plane.ts'
import { startProxyPlane } from '../conformance/planes/proxy.ts'
import { behaviours } from './behaviours/index.ts'
import type { PlaneName } from './support/behaviour.ts'
import { startScriptedUpstream, type ScriptedUpstream } from './support/scripted-upstream.ts'
import { addressOfNobody, createWire, wireTable } from './support/wire.ts'

const STARTS: readonly (readonly [PlaneName, () => Promise<ListeningPlane>])[] = [
  ['edge', startEdgePlane],
  ['proxy', startProxyPlane],
]

for (const [name, start] of STARTS)
  describe(`the ${name} on the wire`, () => {
    const own = behaviours.filter(({ planes }) => planes?.only.includes(name) !== false)
    const slow = new Map<string, Promise<void>>()
    let plane: ListeningPlane
    let upstream: ScriptedUpstream

    before(async () => {
      upstream = await startScriptedUpstream()
      plane = await start()
      await plane.serve(wireTable(upstream.url, await addressOfNobody()))
      for (const [number, { isSlow, promise, run }] of own.entries()) {
        if (isSlow !== true) continue
        const running = run(createWire(plane, upstream, number))
        running.catch(() => undefined)
        slow.set(promise, running)
      }
    })
    after(async () => {
      await plane.close()
      await upstream.close()
    })

    for (const [number, { feature, rule, promise, run }] of own.entries())
      it(`${feature}: ${promise} (${rule})`, async () => {
        const before = upstream.violations.length
        await (slow.get(promise) ?? run(createWire(plane, upstream, number)))
        expect(upstream.violations.slice(before), 'could be read in another way').to.deep.equal([])
      })
  })
