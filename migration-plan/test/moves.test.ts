import { expect } from 'chai'
import fc from 'fast-check'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { movesBetween, moveTable, parseMoves } from '../src/index.ts'

const ROUTES = 6
const weights = fc.array(fc.integer({ min: 0, max: 100 }), { minLength: ROUTES, maxLength: ROUTES })

function tableAt(version: number, at: readonly number[], more: Record<string, unknown> = {}) {
  return tableOf({
    routes: at.map((_, index) => ({ id: `r${index}`, match: { path: `/r${index}` }, ...more })),
    weights: Object.fromEntries(at.map((weight, index) => [`r${index}`, weight])),
    version,
  })
}

describe('moves between tables', () => {
  it('lead from one to the other, over JSON, and name no route that stands still', () => {
    fc.assert(
      fc.property(weights, weights, (one, other) => {
        const [before, after] = [tableAt(3, one), tableAt(7, other)]
        const moves = movesBetween(before, after)
        expect(Object.keys(moves?.standings ?? {})).to.have.length(
          one.filter((weight, at) => weight !== other[at]).length,
        )
        const sent = parseMoves(JSON.parse(JSON.stringify(moves)))
        expect(sent && moveTable(before, sent)).to.deep.equal({ ok: true, table: after })
      }),
    )
  })

  it('are none where tables differ in more than where routes stand, or go back in time', () => {
    const before = tableAt(3, [0, 5])
    expect(movesBetween(before, tableAt(4, [0, 5], { retries: 0 }))).to.equal(null)
    expect(movesBetween(before, tableAt(4, [0, 5, 5]))).to.equal(null)
    expect(movesBetween(before, { ...tableAt(4, [0, 5]), legacy: 'new' })).to.equal(null)
    expect(movesBetween(before, tableAt(3, [0, 6]))).to.equal(null)
    expect(movesBetween(before, tableAt(2, [0, 6]))).to.equal(null)
  })

  it('do not lead to a table that no plane could serve', () => {
    const before = tableOf({ routes: [{ id: 'a', match: { path: '/a' }, candidate: 'none' }], version: 1 })
    const moved = moveTable(before, { from: 1, to: 2, standings: { a: { stage: 'live', weight: 100 } } })
    expect(moved).to.deep.include({ ok: false }).and.to.have.property('reason').that.includes('route "a"')
  })
})
