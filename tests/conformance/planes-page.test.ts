import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { onTheWire } from './features.ts'
import { planesPage } from './planes-page.ts'

describe('docs/reference/planes.md', () => {
  it('says what the suites say: else run node tests/conformance/render-planes.ts > docs/reference/planes.md', async () => {
    const page = await readFile(join(repository, 'docs/reference/planes.md'), 'utf8')
    expect(page).to.equal(planesPage())
  })

  it('counts the tests of each plane, where one has fewer', () => {
    const connection = onTheWire.find(({ name }) => name === 'one connection only')
    expect(connection?.shown.edge)
      .to.be.above(0)
      .and.below(connection?.total ?? 0)
    expect(planesPage()).to.include(
      `| one connection only | ${connection?.shown.edge} of ${connection?.total} | yes (`,
    )
  })
})
