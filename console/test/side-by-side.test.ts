import { expect } from 'chai'
import { sideBySide, type PairedLine } from '../app/views/differences/side-by-side.ts'

describe('sideBySide', () => {
  const textOf = (line: PairedLine['legacy']): string | null => line?.map(({ text }) => text).join('') ?? null
  const own = (line: PairedLine['legacy']): readonly string[] =>
    (line ?? []).flatMap(({ text, isOwn }) => (isOwn ? [text] : []))

  it('puts equal lines beside each other, and marks the words that differ', () => {
    const lines = sideBySide(['a', 'the old price', 'z'], ['a', 'the new price', 'z'])
    expect(lines.map(({ isEqual }) => isEqual)).to.deep.equal([true, false, true])
    expect(own(lines[1]?.legacy ?? null)).to.deep.equal(['old'])
    expect(own(lines[1]?.candidate ?? null)).to.deep.equal(['new'])
  })

  it('leaves a gap where one side has a line more', () => {
    const lines = sideBySide(['a', 'b'], ['a', 'x', 'b'])
    expect(lines.map(({ legacy }) => textOf(legacy))).to.deep.equal(['a', null, 'b'])
    expect(lines.map(({ candidate }) => textOf(candidate))).to.deep.equal(['a', 'x', 'b'])
  })

  it('loses no line of texts that have nothing in common, and is quick with them', () => {
    const [old, young] = ['o', 'y'].map((mark) => Array.from({ length: 4000 }, (_, at) => `${mark} ${at}`))
    const started = performance.now()
    const lines = sideBySide(old ?? [], young ?? [])
    expect(performance.now() - started).to.be.below(5000)
    expect(lines.flatMap(({ legacy }) => textOf(legacy) ?? [])).to.deep.equal(old)
    expect(lines.flatMap(({ candidate }) => textOf(candidate) ?? [])).to.deep.equal(young)
  })
})
