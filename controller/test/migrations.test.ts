import { readdirSync } from 'node:fs'
import { expect } from 'chai'
import { MIGRATIONS } from '../src/store/migrate-schema.ts'

describe('the migrations of the schema', () => {
  it('are all that there are, in their order', () => {
    const files = readdirSync(new URL('../migrations', import.meta.url)).toSorted()
    expect(MIGRATIONS).to.deep.equal(files.map((file) => file.replace(/\.ts$/, '')))
  })
})
