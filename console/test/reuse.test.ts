import { expect } from 'chai'
import fc from 'fast-check'
import { reuse } from '../app/api/reuse.ts'

describe('reuse', () => {
  it('says what the fresh answer says, whatever was before', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (before, fresh) => {
        expect(reuse(before, fresh)).to.deep.equal(fresh)
      }),
    )
  })

  it('is the very answer of before where nothing changed', () => {
    const before = { version: 1, routes: [{ id: 'a', ramp: [1, 5] }], pause: null }
    expect(reuse(before, structuredClone(before))).to.equal(before)
  })

  it('keeps each route that did not change, also where it stands elsewhere now', () => {
    const before = [
      { id: 'a', weight: 0 },
      { id: 'b', weight: 5 },
    ]
    const now = reuse(before, [
      { id: 'new', weight: 0 },
      { id: 'a', weight: 1 },
      { id: 'b', weight: 5 },
    ])
    expect(now[2]).to.equal(before[1])
    expect(now[1]).to.deep.equal({ id: 'a', weight: 1 }).and.not.equal(before[0])
  })
})
