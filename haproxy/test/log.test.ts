import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer, type AddressInfo } from 'node:net'
import { expect } from 'chai'
import { renderEdge } from '@strangler/haproxy'
import { eventually } from '../../tests/support/eventually.ts'
import { checked, ON_PAPER } from './support/check.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

type Line = Readonly<Record<string, unknown>>

/** What might end a text, a line, or the object. */
const HOSTILE = [
  '/a"b\\c',
  `/${'"'.repeat(1900)}`,
  `/${'\\'.repeat(1900)}`,
  '/%22,%22level%22:%22critical',
  "/'$HOME%[src]",
]

/** Messages of a syslog server on a free port. */
async function receive(protocol: 'udp' | 'tcp') {
  let text = ''
  const take = (chunk: Buffer): void => void (text += chunk.toString('latin1'))
  if (protocol === 'udp') {
    const socket = createSocket('udp4').on('message', take)
    socket.bind(0, '127.0.0.1')
    await once(socket, 'listening')
    return {
      url: `udp://127.0.0.1:${socket.address().port}`,
      text: () => text,
      close: () => void socket.close(),
    }
  }
  const server = createServer((socket) => socket.on('data', take).on('error', () => undefined))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    text: () => text,
    close: () => void server.close(),
  }
}

describe('the log of the edge', () => {
  let old: TestUpstream
  let young: TestUpstream
  const table = (stage = 100) =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [{ id: 'moved', match: { path: '/moved/*' } }],
      weights: { moved: stage },
    })
  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
  })
  after(async () => {
    await old.close()
    await young.close()
  })

  const linesOf = (haproxy: TestHaproxy): readonly Line[] =>
    haproxy
      .child()
      .lines.filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as Line)

  it('is one JSON object a request, whatever is asked for', async () => {
    const haproxy = await startHaproxy(table())
    for (const path of HOSTILE)
      await haproxy.raw(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
    await haproxy.raw('NONSENSE "\r\n\r\n')
    await eventually(() => linesOf(haproxy).length === HOSTILE.length + 1)
    expect(linesOf(haproxy).map(({ path }) => path)).to.deep.equal([...HOSTILE, '-'])
    await haproxy.close()
  })

  for (const protocol of ['udp', 'tcp'] as const)
    it(`goes to a syslog server over ${protocol} too, with upstream and stage`, async () => {
      const server = await receive(protocol)
      const haproxy = await startHaproxy(table(), { syslogUrl: server.url })
      await haproxy.get('/moved/a?secret=1', { 'X-Request-ID': 'r-1' })
      await haproxy.get('/b')
      await haproxy.edge.apply(table(50))
      await haproxy.get('/moved/b')
      for (const path of HOSTILE)
        await haproxy.raw(`GET ${path} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n`)
      await eventually(() => linesOf(haproxy).length === 3 + HOSTILE.length)
      const [moved, unclaimed, halfway] = linesOf(haproxy)
      const { time, ms, bytes, end, ...rest } = moved!
      expect(Date.parse(String(time))).to.be.closeTo(Date.now(), 20_000)
      expect([typeof ms, typeof bytes, end]).to.deep.equal(['number', 'number', '----'])
      expect(rest).to.deep.equal({
        level: 'info',
        message: 'request',
        process: 'edge',
        client: '127.0.0.1',
        method: 'GET',
        path: '/moved/a',
        status: 200,
        route: 'moved',
        server: 'candidate',
        requestId: 'r-1',
        upstream: 'new',
        stage: 'live',
      })
      expect(unclaimed).to.include({ route: 'unclaimed', upstream: 'old', stage: 'legacy' })
      expect(halfway).to.include({ route: 'moved', stage: 'ramp' })
      await eventually(() => server.text().split('"process":"edge"').length === 4 + HOSTILE.length)
      expect(server.text()).to.match(/<134>1 \S+ \S+ edge \d+ - - \{"time"/)
      await haproxy.close()
      server.close()
    })

  it('goes on while its syslog server is away', async () => {
    const haproxy = await startHaproxy(table(), { syslogUrl: 'tcp://127.0.0.1:1' })
    for (let turn = 0; turn < 20; turn++) expect((await haproxy.get('/moved/a')).status).to.equal(200)
    await haproxy.close()
  })

  it('takes names and addresses of servers that HAProxy takes, and refuses others', async () => {
    for (const syslogUrl of ['udp://localhost:514', 'udp://[::1]:514', 'tcp://[::1]:514'])
      await checked(table(), { syslogUrl })
    for (const syslogUrl of ['localhost:514', 'udp://localhost', 'http://localhost:1', 'udp://a b:1'])
      expect(() => renderEdge(table(), { ...ON_PAPER, syslogUrl }), syslogUrl).to.throw(/is no/)
  })
})
