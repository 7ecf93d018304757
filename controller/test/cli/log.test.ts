import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import pg from 'pg'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, OPERATOR, type Office } from '../support/office.ts'
import { stranglerHere, type Run } from '../support/strangler.ts'

describe('strangler log', () => {
  let office: Office
  let api: TestApi
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'log-'))
    office = await openOffice()
    api = await openApi(office.controller())
    const { set, hold, release, advance, rollback } = office.controller()
    await set('static', 50, { who: 'ann', why: 'a first look' })
    await hold('static', OPERATOR)
    await release('static', OPERATOR)
    await advance('static', OPERATOR, { force: true })
    await rollback(null, OPERATOR)
  })
  after(async () => {
    await api.close()
    await office.close()
    await rm(folder, { recursive: true })
  })

  const run = (...args: string[]): Promise<Run> =>
    stranglerHere(['log', ...args], { env: { STRANGLER_URL: api.url, STRANGLER_TOKEN: TOKENS.viewer } })
  const exported = async (): Promise<readonly string[]> => (await run('--export')).stdout.trim().split('\n')
  const verify = async (lines: readonly string[]): Promise<Run> => {
    const file = join(folder, 'audit.jsonl')
    await writeFile(file, `${lines.join('\n')}\n`)
    return run('--verify', file)
  }

  it('exports every line, oldest first, and proves that they are as they were written', async () => {
    const lines = await exported()
    const actions = lines.map((line) => (JSON.parse(line) as { action: string }).action)
    expect(actions).to.deep.equal(['set', 'hold', 'release', 'advance', 'rollback'])
    const last = (JSON.parse(lines.at(-1) ?? '') as { hash: string }).hash
    for (const { code, stdout } of [await run('--verify'), await verify(lines)]) {
      expect(code).to.equal(EXIT.ok)
      expect(stdout).to.equal(`unbroken: 5 lines; the last one is ${last}\n`)
    }
  })

  for (const [what, forge, line] of [
    ['changed', (lines: readonly string[]) => lines.map((each) => each.replace('"ann"', '"bob"')), 1],
    [
      'changed in its evidence',
      (lines: readonly string[]) => lines.map((each) => each.replace('inconclusive', 'pass')),
      4,
    ],
    ['removed', (lines: readonly string[]) => lines.toSpliced(1, 1), 2],
    ['inserted', (lines: readonly string[]) => lines.toSpliced(2, 0, lines[1] ?? ''), 3],
    [
      'without its hash',
      (lines: readonly string[]) =>
        lines.map((each, at) => (at === 2 ? each.replace(/"hash":"\w+"/, '"hash":null') : each)),
      3,
    ],
  ] as const)
    it(`names the line that was ${what}`, async () => {
      const { code, stderr } = await verify(forge(await exported()))
      expect(code).to.equal(EXIT.brokenLog)
      expect(stderr).to.contain(`line ${line} (`).and.to.contain('does not follow from those before it')
    })

  it('proves nothing where no line bears a hash, and says so', async () => {
    const bare = (await exported()).map((line) => line.replace(/"hash":"\w+"/, '"hash":null'))
    const { code, stdout, stderr } = await verify(bare)
    expect([code, stdout]).to.deep.equal([EXIT.brokenLog, ''])
    expect(stderr).to.contain('none of the 5 lines bears a hash, so nothing is proven')
  })

  it('is told of a line that was changed in the database behind its back', async () => {
    const client = new pg.Client({ connectionString: office.databaseUrl })
    await client.connect()
    await client.query(
      "alter table step disable trigger user; update step set who = 'bob' where action = 'release'",
    )
    await client.end()
    const { code, stderr } = await run('--verify')
    expect(code).to.equal(EXIT.brokenLog)
    expect(stderr).to.contain('line 3 (release static)')
  })

  it('says what is wrong with a file that is no export', async () => {
    expect(await verify(['nonsense'])).to.deep.include({ code: EXIT.brokenLog })
    expect((await run('--verify', join(folder, 'missing'))).code).to.equal(EXIT.usage)
  })
})
