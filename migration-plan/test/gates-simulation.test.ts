import { readFile } from 'node:fs/promises'
import { expect } from 'chai'
import { faults, needs, promises, walks } from './support/gate-figures.ts'

const page = (): Promise<string> =>
  readFile(new URL('../../docs/reference/gates.md', import.meta.url), 'utf8')

describe('gates that are asked every second', function () {
  this.timeout(120_000)

  it('are wrong in 1 of 20 cases at most where they promise it, however often one looks', async () => {
    const { text, wrong } = promises()
    const oneLook = wrong.at(-1) ?? 0
    // Three standard deviations of 200 runs.
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / 200)
    for (const rate of wrong.slice(0, -1)) expect(rate).to.be.at.most(most)
    expect(oneLook, 'a test for one look').to.be.above(0.2)
    expect(await page()).to.contain(text)
  })

  it('roll back no candidate that does as well as it must, nor for what befalls both sides', () => {
    expect(walks(3).match(/\| 0 of 3 \|/g)).to.have.length(3)
  })

  it('miss no fault, and let the fewer users see it the worse it is', async () => {
    const { text, found } = faults()
    for (const [name, one] of found) expect(one.found, name).to.equal(one.runs)
    const median = (name: string): number => found.get(`${name}, 5% of the traffic`)?.median ?? NaN
    expect(median('all requests fail')).to.be.at.most(5)
    expect(median('50% fail')).to.be.within(median('all requests fail') + 1, 20)
    expect(median('5% fail')).to.be.within(median('50% fail') + 1, 500)
    expect(await page()).to.contain(text)
  })

  it('let a good candidate pass after so many requests as the page says', async () => {
    expect(await page()).to.contain(needs())
  })
})
