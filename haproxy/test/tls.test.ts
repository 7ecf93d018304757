import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:http2'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect } from 'chai'
import { freePort } from '@strangler/demo'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { tableOf } from './support/tables.ts'

const run = promisify(execFile)

describe('an edge with certificates', () => {
  let folder: string
  let upstream: Server
  let haproxy: TestHaproxy

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tls-'))
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')]
    await run('openssl', [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert],
    ])
    await mkdir(join(folder, 'edge'))
    const pem = (await readFile(cert, 'utf8')) + (await readFile(key, 'utf8'))
    await writeFile(join(folder, 'edge', 'site.pem'), pem)
    upstream = createServer({ key: await readFile(key), cert: await readFile(cert) }, (request, response) =>
      response.end(JSON.stringify({ url: request.url, headers: request.headers })),
    )
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const url = `https://localhost:${(upstream.address() as AddressInfo).port}`
    haproxy = await startHaproxy(
      tableOf({
        upstreams: {
          old: { url, tls: { caFile: cert }, health: '/' },
          new: { url, tls: { verify: false } },
          stranger: { url },
        },
        routes: [
          { id: 'unverified', match: { path: '/unverified' } },
          { id: 'stranger', match: { path: '/stranger' }, candidate: 'stranger' },
          { id: 'admin', match: { path: '/admin/*' }, deny: true },
        ],
        weights: { unverified: 100, stranger: 100 },
      }),
      { certificates: join(folder, 'edge'), redirectPort: await freePort() },
    )
  })

  after(async () => {
    await haproxy.close()
    upstream.close()
    upstream.closeAllConnections()
    await rm(folder, { recursive: true, force: true })
  })

  async function ask(path: string): Promise<{ status: number; body: string }> {
    const ca = await readFile(join(folder, 'cert.pem'))
    const session = connect(`https://localhost:${haproxy.options.port}`, { ca })
    const stream = session.request({ ':path': path })
    const [headers] = (await once(stream, 'response')) as [{ ':status'?: number }]
    stream.setEncoding('utf8')
    let body = ''
    for await (const chunk of stream) body += String(chunk)
    session.close()
    return { status: headers[':status'] ?? 0, body }
  }

  it('speaks HTTP/2, by the same rules', async () => {
    const { status, body } = await ask('//a/./?x=%zz')
    expect(status).to.equal(200)
    const asked = JSON.parse(body) as { url: string; headers: Record<string, string> }
    expect(asked.url).to.equal('//a/./?x=%zz')
    expect(asked.headers).to.include({
      'x-forwarded-proto': 'https',
      host: `localhost:${haproxy.options.port}`,
    })
    for (const path of ['/admin/', '//admin/', '/%61dmin/']) expect((await ask(path)).status).to.equal(403)
    expect((await ask('/x/../admin/')).status).to.equal(400)
  })

  it('trusts an upstream only as far as the plan does', async () => {
    expect((await ask('/')).status).to.equal(200)
    expect((await ask('/unverified')).status).to.equal(200)
    expect((await ask('/stranger')).status).to.equal(503)
  })

  it('redirects plain requests', async () => {
    const { redirectPort = 0, port } = haproxy.options
    const response = await fetch(`http://localhost:${redirectPort}/a?b=c`, { redirect: 'manual' })
    expect(response.status).to.equal(308)
    expect(response.headers.get('location')).to.equal(`https://localhost:${port}/a?b=c`)
  })
})
