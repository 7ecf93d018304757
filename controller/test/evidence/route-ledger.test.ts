import { expect } from 'chai'
import {
  afterStep,
  counted,
  newLedger,
  resumedLedger,
  totalOf,
  type RouteLedger,
} from '../../src/evidence/route-ledger.ts'
import { aRoute } from '../support/traffic-views.ts'

const MINUTE = 60_000

/** Adds so many requests of each side at points in time. */
function fed(
  ledger: RouteLedger,
  ...looks: readonly (readonly [at: number, legacy: number, candidate: number])[]
): RouteLedger {
  return looks.reduce(
    (before, [at, legacy, candidate]) => counted(before, aRoute(legacy, candidate), at),
    ledger,
  )
}

describe('the ledger of a route', () => {
  it('adds up all since the route stands where it does, minute by minute', () => {
    const ledger = fed(newLedger(1, 0), [500, 10, 1], [MINUTE - 1, 5, 1], [MINUTE, 3, 2], [3 * MINUTE, 1, 1])
    expect(totalOf(ledger)).to.deep.equal(aRoute(19, 5))
    expect(ledger.past).to.deep.equal(aRoute(18, 4))
    expect(ledger.minute).to.deep.equal({ at: 3 * MINUTE, nth: 3, ...aRoute(1, 1) })
  })

  it('judges a window of a minute by itself, once the candidate answered a thousand requests in it', () => {
    const few = fed(newLedger(1, 0), [500, 0, 999], [MINUTE, 0, 1])
    expect(few.recent).to.include({ at: 0, nth: 1 })
    const next = fed(few, [MINUTE + 500, 7, 5])
    expect(next.recent).to.deep.equal({ at: MINUTE + 500, nth: 2, ...aRoute(7, 5) })
    const soon = fed(newLedger(1, 0), [500, 0, 5000], [MINUTE - 1, 0, 1])
    expect(soon.recent).to.include({ at: 0, nth: 1 })
  })

  it('judges one of an hour by itself, however little comes in', () => {
    const ledger = fed(newLedger(1, 0), [500, 0, 1], [60 * MINUTE - 1, 0, 1])
    expect(ledger.recent).to.include({ at: 0, nth: 1 })
    expect(fed(ledger, [60 * MINUTE, 0, 1]).recent).to.deep.include({ nth: 2, ...aRoute(0, 1) })
  })

  it('begins anew with a step, and keeps how legacy did', () => {
    const ledger = afterStep(fed(newLedger(1, 0), [500, 1000, 50]), 2, 700)
    expect(totalOf(ledger)).to.deep.equal(aRoute(0, 0))
    expect(ledger.since).to.equal(2)
    expect(ledger.minute).to.include({ at: 700, nth: 1 })
    expect(ledger.baseline).to.deep.equal(aRoute(1000).legacy)
  })

  it('knows legacy by the last step that tells enough, and by all before it that told less', () => {
    const known = afterStep(fed(newLedger(1, 0), [500, 1000, 0]), 2, 600)
    const added = afterStep(fed(known, [700, 999, 0]), 3, 800)
    expect(added.baseline.requests).to.equal(1999)
    const anew = afterStep(fed(added, [900, 1000, 0]), 4, 1000)
    expect(anew.baseline.requests).to.equal(1000)
    expect(afterStep(anew, 5, 1100).baseline.requests).to.equal(1000)
  })

  it('goes on from what an earlier controller wrote down', () => {
    const baseline = aRoute(500).legacy
    const ledger = resumedLedger({ since: 1, past: aRoute(90, 5), baseline }, 7, MINUTE)
    expect(totalOf(ledger)).to.deep.equal(aRoute(90, 5))
    expect(ledger.minute).to.include({ at: MINUTE, nth: 8 })
    const more = fed(ledger, [MINUTE + 1, 10, 1])
    expect(totalOf(more)).to.deep.equal(aRoute(100, 6))
    expect(more.recent).to.deep.include({ nth: 8, ...aRoute(10, 1) })
    expect(more.baseline).to.equal(baseline)
  })
})
