import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { readRecording, type Recorded } from '../../src/replay/read-recording.ts'

const HAPROXY =
  'Feb  6 12:14:14 localhost haproxy[14389]: 10.0.1.2:33317 [06/Feb/2009:12:14:14.655] http-in static/srv1 10/0/30/69/109 200 2750 - - ---- 1/1/1/1/0 0/0 {shop.example|agent} {} "GET /index.html?a=1 HTTP/1.1"'
const COMBINED = '10.0.0.1 - bruce [06/Feb/2009:12:14:14 +0100] "GET /a%20b HTTP/1.1" 200 12 "-" "agent"'

describe('readRecording', () => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  let folder: string
  before(async () => (folder = await mkdtemp(join(tmpdir(), 'strangler-recording-'))))
  after(() => rm(folder, { recursive: true }))

  async function read(text: string): Promise<readonly Recorded[]> {
    const file = join(folder, 'recording')
    await writeFile(file, text)
    const all: Recorded[] = []
    for await (const recorded of readRecording(file)) all.push(recorded)
    return all
  }
  const targetsOf = (all: readonly Recorded[]): readonly (string | null)[] =>
    all.map(({ request }) => request && `${request.method} ${request.host ?? '-'}${request.target}`)

  it('reads logs of HAProxy and of combined format, and tells which lines are none', async () => {
    const all = await read(
      [HAPROXY, COMBINED, '', 'nonsense', HAPROXY.replace('GET /', '<BADREQ> /')].join('\n'),
    )
    expect(targetsOf(all)).to.deep.equal(['GET shop.example/index.html?a=1', 'GET -/a%20b', null, null])
    expect(all[2]).to.include({ number: 4, text: 'nonsense' })
  })

  it('reads lines of JSON: examples as they are exported, and plain entries', async () => {
    const example = {
      id: 'one',
      request: { method: 'GET', target: '/x', headers: [['Host', 'shop.example']] },
    }
    const lines = [
      example,
      { method: 'get', url: 'https://shop.example/y?z' },
      { request: 'GET /w HTTP/1.1' },
      {},
    ]
    const all = await read([...lines.map((line) => JSON.stringify(line)), '{"broken'].join('\n'))
    expect(targetsOf(all)).to.deep.equal([
      'GET shop.example/x',
      'GET shop.example/y?z',
      'GET -/w',
      null,
      null,
    ])
  })

  it('reads an HTTP archive entry by entry, whatever its texts hold', async () => {
    const entry = (url: string): object => ({
      request: { method: 'GET', url, headers: [{ name: 'Accept', value: '"}]{' }] },
      response: { content: { text: '{"entries":[{}]}\\"'.repeat(20_000) } },
    })
    const entries = [entry('http://shop.example/a'), {}, entry('http://shop.example/b')]
    const log = { version: '1.2', creator: { name: 'entries' }, pages: [{ id: 1 }], entries, comment: ']' }
    const text = JSON.stringify({ log }, null, 1)
    const all = await read(text)
    expect(targetsOf(all)).to.deep.equal(['GET shop.example/a', null, 'GET shop.example/b'])
    expect(all[0]?.request?.headers).to.deep.equal([['Accept', '"}]{']])
    const cut = await read(text.slice(0, -1000))
    expect(cut.at(-1)).to.include({ request: null, text: 'the archive breaks off here' })
    expect(await read('')).to.deep.equal([])
  })

  it('reads a large archive entry by entry, never holding much of it', async () => {
    const entry = JSON.stringify({
      request: { method: 'GET', url: 'http://shop.example/a', headers: [] },
      response: { content: { text: 'x'.repeat(1_000_000) } },
    })
    const file = join(folder, 'large.har')
    await writeFile(file, `{"log":{"entries":[${Array.from({ length: 16 }, () => entry).join()}]}}`)
    collect()
    const before = process.memoryUsage().heapUsed
    let [entries, most] = [0, 0]
    for await (const { request } of readRecording(file)) {
      if (request?.target === '/a') entries++
      if (entries % 5 > 0) continue
      collect()
      most = Math.max(most, process.memoryUsage().heapUsed - before)
    }
    expect(entries).to.equal(16)
    expect(most / 2 ** 20).to.be.below(8)
  }).timeout(30_000)
})
