import { appendFile, mkdtemp, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { readOn, type Place } from '../../src/drained/follow-file.ts'

describe('readOn', () => {
  let folder: string
  let file: string
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strangler-log-'))
    file = join(folder, 'access.log')
    await writeFile(file, 'before\n')
  })
  afterEach(() => rm(folder, { recursive: true }))

  /** Everything that there is to read, and where that leads. */
  async function readAll(from: Place | null): Promise<{ lines: string[]; place: Place; gaps: string[] }> {
    const lines: string[] = []
    const gaps: string[] = []
    let passage = await readOn(file, from)
    for (;;) {
      lines.push(...passage.lines)
      if (passage.gap !== null) gaps.push(passage.gap)
      if (!passage.hasMore) return { lines, place: passage.place, gaps }
      passage = await readOn(file, passage.place)
    }
  }

  it('begins at the end of what is there, and then misses nothing', async () => {
    const { place, lines } = await readAll(null)
    expect(lines).to.deep.equal([])
    await appendFile(file, 'one\ntwo\n')
    expect(await readAll(place)).to.deep.include({ lines: ['one', 'two'], gaps: [] })
  })

  it('waits for the end of a line', async () => {
    const { place } = await readAll(null)
    await appendFile(file, 'whole\nha')
    const next = await readAll(place)
    expect(next.lines).to.deep.equal(['whole'])
    await appendFile(file, 'lf\n')
    expect((await readAll(next.place)).lines).to.deep.equal(['half'])
  })

  it('reads a file that was renamed to its end, and then the new one', async () => {
    const { place } = await readAll(null)
    await appendFile(file, 'old 1\n')
    await rename(file, `${file}.1`)
    await appendFile(`${file}.1`, 'old 2\n')
    await writeFile(file, 'new\n')
    expect(await readAll(place)).to.deep.include({ lines: ['old 1', 'old 2', 'new'], gaps: [] })
  })

  it('says that lines may be lost where a file was cut short or taken away', async () => {
    const { place } = await readAll(null)
    await truncate(file, 0)
    const cut = await readAll(place)
    expect(cut.gaps.join()).to.contain('cut short')
    await rename(file, `${folder}.away`)
    await writeFile(file, 'new\n')
    const replaced = await readAll(cut.place)
    await rm(`${folder}.away`)
    expect(replaced.gaps.join()).to.contain('replaced')
    expect(replaced.lines).to.deep.equal(['new'])
  })

  it('reads much of it piece by piece, and does not stumble over a line without end', async () => {
    const { place } = await readAll(null)
    await appendFile(file, `${'x'.repeat(100)}\n`.repeat(30_000))
    const much = await readAll(place)
    expect(much.lines).to.have.length(30_000)
    await appendFile(file, `${'y'.repeat(3_000_000)}\nafter\n`)
    expect((await readAll(much.place)).lines.at(-1)).to.equal('after')
  })
})
