import { readFile } from 'node:fs/promises'
import { annotatePlan, parsePlan } from '@strangler/migration-plan'
import { expect } from 'chai'

const FILE = new URL('../plans/mythoughts.yaml', import.meta.url)

describe('a plan that says where its routes stand', () => {
  let text: string
  before(async () => {
    text = await readFile(FILE, 'utf8')
  })

  it('has a line more for each of them, and is otherwise as it was written', () => {
    const annotated = annotatePlan(
      text,
      new Map([
        ['static', 'live 100%'],
        ['search', 'ramp 33%'],
      ]),
    )
    expect(annotated).to.contain('  # stands: live 100%\n  - id: static\n')
    expect(annotated).to.contain('  # stands: ramp 33%\n  - id: search\n')
    expect(annotated.replaceAll(/^ *# stands: .*\n/gm, '')).to.equal(text)
  })

  it('says it anew in the same place, or no more', () => {
    const once = annotatePlan(text, new Map([['search', 'ramp 33%']]))
    expect(annotatePlan(once, new Map([['search', 'live 100%']]))).to.equal(
      once.replace('ramp 33%', 'live 100%'),
    )
    expect(annotatePlan(once, new Map())).to.equal(text)
  })

  it('means the same', () => {
    const annotated = annotatePlan(text, new Map([['search', 'ramp 33%']]))
    expect(parsePlan(annotated)).to.deep.equal(parsePlan(text))
  })

  it('is left alone where no routes can be found in it', () => {
    for (const odd of ['', 'routes: 5\n', '- a\n- b\n', 'routes:\n'])
      expect(annotatePlan(odd, new Map([['a', 'x']]))).to.equal(odd)
  })

  it('takes routes that share a line for one', () => {
    const flow = 'routes: [ { id: a }, { id: b } ]\n'
    const notes = new Map([
      ['a', 'live'],
      ['b', 'live'],
    ])
    expect(annotatePlan(flow, notes)).to.equal(`# stands: live\n${flow}`)
  })
})
