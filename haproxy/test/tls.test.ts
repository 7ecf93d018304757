import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect, type ClientHttp2Session, type OutgoingHttpHeaders } from 'node:http2'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { expect } from 'chai'
import { freePort } from '@strangler/demo'
import { HaproxyError } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { makeCertificate, type Certificate } from './support/certificate.ts'
import { startHaproxy, type TestHaproxy } from './support/haproxy.ts'
import { hostile } from './support/hostile.ts'
import { tableOf } from './support/tables.ts'

describe('an edge with certificates', () => {
  let folder: string
  let local: Certificate
  let upstream: Server
  let haproxy: TestHaproxy
  let asked = 0

  const table = (version: number): RouteTable => {
    const url = `https://localhost:${(upstream.address() as AddressInfo).port}`
    return tableOf({
      upstreams: {
        old: { url, tls: { caFile: local.certFile }, health: '/' },
        new: { url, tls: { verify: false } },
        stranger: { url },
      },
      routes: [
        { id: 'unverified', match: { path: '/unverified' } },
        { id: 'stranger', match: { path: '/stranger' }, candidate: 'stranger' },
        { id: 'admin', match: { path: '/admin/*' }, deny: true },
      ],
      weights: { unverified: 100, stranger: 100 },
      version,
    })
  }

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tls-'))
    await mkdir(join(folder, 'edge'))
    local = await makeCertificate(folder, 'localhost')
    await writeFile(join(folder, 'edge', 'a.pem'), local.pem)
    await writeFile(join(folder, 'edge', 'b.pem'), (await makeCertificate(folder, 'shop.example')).pem)
    const [key, cert] = await Promise.all([readFile(local.keyFile), readFile(local.certFile)])
    upstream = createServer({ key, cert }, (request, response) => {
      if (request.url !== '/') asked++
      response.end(JSON.stringify({ url: request.url, headers: request.headers }))
    })
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    haproxy = await startHaproxy(table(1), {
      certificates: join(folder, 'edge'),
      redirectPort: await freePort(),
    })
  })

  after(async () => {
    await haproxy.close()
    upstream.close()
    upstream.closeAllConnections()
    await rm(folder, { recursive: true, force: true })
  })

  const session = (): ClientHttp2Session =>
    connect(`https://localhost:${haproxy.options.port}`, { rejectUnauthorized: false })

  async function ask(
    path: string,
    headers: OutgoingHttpHeaders = {},
  ): Promise<{ status: number; body: string }> {
    const client = session()
    client.on('error', () => undefined)
    try {
      const stream = client.request({ ':path': path, ...headers })
      const [answer] = (await once(stream, 'response')) as [{ ':status'?: number }]
      stream.setEncoding('utf8')
      let body = ''
      for await (const chunk of stream) body += String(chunk)
      return { status: answer[':status'] ?? 0, body }
    } finally {
      client.destroy()
    }
  }

  /** Serial number and name of the certificate that a client gets who asks for a name. */
  async function shown(servername: string): Promise<{ readonly serial: string; readonly name: unknown }> {
    const socket = connectTls({
      port: haproxy.options.port,
      host: '127.0.0.1',
      servername,
      rejectUnauthorized: false,
    })
    await once(socket, 'secureConnect')
    const { serialNumber, subject } = socket.getPeerCertificate()
    socket.destroy()
    return { serial: serialNumber, name: subject.CN }
  }

  it('speaks HTTP/2, by the same rules', async () => {
    const { status, body } = await ask('//a/./?x=%zz')
    expect(status).to.equal(200)
    const { url, headers } = JSON.parse(body) as { url: string; headers: Record<string, string> }
    expect(url).to.equal('//a/./?x=%zz')
    expect(headers).to.include({
      'x-forwarded-proto': 'https',
      host: `localhost:${haproxy.options.port}`,
    })
  })

  it('lets nobody slip past a deny by HTTP/2, however they spell it', async () => {
    const before = asked
    const forms: readonly (readonly [string, OutgoingHttpHeaders])[] = [
      ...hostile.map((path) => [path, {}] as const),
      ['/admin/', { ':authority': 'other.example', host: 'h' }],
      ['/x/../admin/', { ':authority': 'other.example' }],
      ['/admin/', { ':authority': 'h@localhost' }],
      ['/admin/', { ':scheme': 'http' }],
      ['/admin/', { 'x-original-url': '/x', 'x-rewrite-url': '/x' }],
    ]
    for (const [path, headers] of forms) {
      // A request that HTTP/2 itself forbids ends its stream or its connection.
      const outcome = await ask(path, headers).then(
        ({ status }) => status,
        () => 'cut off',
      )
      expect(outcome, path.slice(0, 80)).to.be.oneOf([403, 400, 'cut off'])
    }
    expect((await ask('/admin/')).status).to.equal(403)
    expect(asked).to.equal(before)
  }).timeout(60_000)

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

  it('shows each name its own certificate, and the first one to any other name', async () => {
    expect((await shown('localhost')).name).to.equal('localhost')
    expect((await shown('shop.example')).name).to.equal('shop.example')
    expect((await shown('nobody.example')).name).to.equal('localhost')
  })

  it('takes renewed and further certificates into service, keeping weights and version', async () => {
    await haproxy.edge.apply(table(7))
    await haproxy.ask('set server stranger/legacy state drain')
    await haproxy.edge.renew()
    const before = await haproxy.edge.observe()
    const former = await shown('shop.example')
    await writeFile(join(folder, 'edge', 'b.pem'), (await makeCertificate(folder, 'shop.example')).pem)
    await writeFile(join(folder, 'edge', 'c.pem'), (await makeCertificate(folder, 'new.example')).pem)
    expect((await shown('shop.example')).serial).to.equal(former.serial)
    expect(await haproxy.edge.renew()).to.equal(true)
    expect((await shown('shop.example')).serial).not.to.equal(former.serial)
    expect((await shown('new.example')).name).to.equal('new.example')
    const { version, weights, instance } = await haproxy.edge.observe()
    expect({ version, weights }).to.deep.equal({ version: 7, weights: before.weights })
    expect(instance).not.to.equal(before.instance)
  })

  it('keeps the certificates that it has while a new one is broken, and says which', async () => {
    const former = await shown('localhost')
    const broken = join(folder, 'edge', 'broken.pem')
    await writeFile(broken, 'no certificate')
    const refusal = await haproxy.edge.renew().catch((error: unknown) => error)
    expect(refusal).to.be.instanceOf(HaproxyError).and.include({ code: 'ERR_HAPROXY_CONFIG' })
    expect(String(refusal)).to.include(broken)
    expect(await shown('localhost')).to.deep.equal(former)
    await rm(broken)
    expect(await haproxy.edge.renew()).to.equal(true)
  })

  it('is left alone while no certificate changes', async () => {
    // What came in the second in which the worker began still counts as new.
    while (await haproxy.edge.renew());
    const { instance } = await haproxy.edge.observe()
    expect(await haproxy.edge.renew()).to.equal(false)
    expect(await haproxy.edge.observe()).to.include({ instance })
  })
})
