import { expect } from 'chai'
import { inSync, openOffice, type Office } from './support/office.ts'

const LOOKS_EVERY_MS = 1000

describe('a controller that comes to lead', () => {
  let office: Office
  beforeEach(async () => {
    office = await openOffice()
  })
  afterEach(() => office.close())

  it('brings all planes that started anew to the table, sooner than it looks at them again', async () => {
    const took: number[] = []
    for (let round = 0; round < 3; round += 1) {
      for (const plane of [office.a, office.b]) {
        await plane.stop()
        await plane.start()
      }
      const controller = await office.restart()
      const began = performance.now()
      await inSync(controller)
      took.push(performance.now() - began)
      expect([office.a.table(), office.b.table()]).to.not.include(null)
    }
    expect(Math.min(...took)).to.be.below(LOOKS_EVERY_MS)
  })
})
