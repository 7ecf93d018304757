import { stripVTControlCharacters } from 'node:util'
import { expect } from 'chai'
import { sideBySide } from '../../src/cli/compare/side-by-side.ts'

const shown = (legacy: string, candidate: string, width = 43): readonly string[] =>
  sideBySide(legacy.split(' '), candidate.split(' '), width).map((line) =>
    stripVTControlCharacters(line).replaceAll(/ {2,}/g, ' ').trim(),
  )

describe('sideBySide', () => {
  it('shows nothing of texts that are equal', () => {
    expect(shown('a b c', 'a b c')).to.deep.equal([])
  })

  it('shows lines that differ beside each other, with two around them', () => {
    const lines = shown('a b c d e f g', 'a b c D e f g')
    expect(lines).to.deep.equal(['b b', 'c c', 'd | D', 'e e', 'f f', '…'])
  })

  it('shows what only one side has beside nothing', () => {
    expect(shown('a c', 'a b c')).to.deep.equal(['a a', '| b', 'c c'])
    expect(shown('a b c', 'a c')).to.deep.equal(['a a', 'b |', 'c c'])
    expect(shown('a b', 'x')).to.deep.equal(['a | x', 'b |'])
  })

  it('shows where long lines differ, however far from their beginning', () => {
    const common = 'same'.repeat(30)
    for (const tail of ['', 'same'.repeat(30)]) {
      const [line = ''] = sideBySide([`${common}OLD${tail}`], [`${common}NEW${tail}`], 63)
      expect(stripVTControlCharacters(line))
        .to.match(/^….*sameOLD.* \| ….*sameNEW/)
        .and.have.length.at.most(63)
    }
    expect(sideBySide(['a\tb'], ['a b'], 63)).to.have.length(1)
    expect(shown('short and-then', 'shorter and-then')).to.deep.equal([
      'short | shorter',
      'and-then and-then',
    ])
  })

  it('cuts what does not fit, and lets no text steer the terminal', () => {
    const [line = ''] = sideBySide(['x'.repeat(50)], ['\u001b[31m\u202ered'], 63)
    expect(stripVTControlCharacters(line)).to.equal(`${'x'.repeat(29)}… | \\u{1b}[31m\\u{202e}red`)
  })
})
