import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { runService } from './support/run-service.ts'

describe('the metrics of a service', () => {
  let folder: string
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'keys-'))
  })
  after(() => rm(folder, { recursive: true }))

  it('tell when the keys of its tokens expire, of those that say so, and follow the file', async () => {
    const tokenKeysFile = join(folder, 'keys.json')
    await using service = await runService(undefined, { tokenKeysFile })
    const expiries = async (keys: readonly object[]): Promise<readonly string[]> => {
      await writeFile(tokenKeysFile, JSON.stringify({ keys }))
      const text = await (await fetch(`${service.internalUrl}/metrics`)).text()
      return text.split('\n').filter((line) => line.startsWith('token_key_expiry'))
    }
    expect(await expiries([{ kid: 'old', exp: 1_800_000_000 }, { kid: 'new' }])).to.deep.equal([
      'token_key_expiry_timestamp_seconds{kid="old",service="sample"} 1800000000',
    ])
    expect(await expiries([{ kid: 'new' }])).to.deep.equal([])
  })
})
