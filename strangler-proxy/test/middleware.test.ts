import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect } from 'chai'
import express, { type Express } from 'express'
import { createStranglerMiddleware, type StranglerMiddleware } from '@strangler/proxy'
import { WebSocket, WebSocketServer } from 'ws'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

const quiet = { error: () => undefined, warn: () => undefined, info: () => undefined }

describe('createStranglerMiddleware', () => {
  let old: TestUpstream
  let young: TestUpstream
  let version = 1
  const opened: (() => Promise<unknown>)[] = []

  const table = (weight: number) =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [
        { id: 'a', match: { path: '/a/*' } },
        { id: 'admin', match: { path: '/admin/*' }, deny: true },
      ],
      weights: { a: weight },
      version: version++,
    })
  const listen = async (app: Express): Promise<{ readonly server: Server; readonly url: string }> => {
    const server = createServer((req, res) => void app(req, res))
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    opened.push(async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    })
    return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }
  }
  const make = (weight: number | null): StranglerMiddleware => {
    const middleware = createStranglerMiddleware(weight === null ? null : table(weight), { log: quiet })
    opened.push(() => middleware.close())
    return middleware
  }
  const asked = async (url: string, init: RequestInit = {}): Promise<Asked> =>
    (await (await fetch(url, init)).json()) as Asked

  before(async () => {
    old = await startUpstream('old')
    young = await startUpstream('new')
  })
  afterEach(async () => {
    for (const close of opened.splice(0)) await close()
  })
  after(async () => {
    await old.close()
    await young.close()
  })

  it('serves the table in an express front, by the same rules as the proxy', async () => {
    const app = express()
    app.use(make(100))
    const { url } = await listen(app)
    const got = await asked(`${url}/a/b?c=1`, {
      method: 'POST',
      body: 'hello',
      headers: { forwarded: 'for=6.6.6.6' },
    })
    expect(got).to.include({ upstream: 'new', method: 'POST', url: '/a/b?c=1', body: 'hello' })
    expect(got.headers).to.include({ 'x-forwarded-for': '127.0.0.1' }).and.not.to.have.property('forwarded')
    expect((await asked(`${url}/elsewhere`)).upstream).to.equal('old')
    expect((await fetch(`${url}//admin/x`)).status).to.equal(403)
    expect((await fetch(`${url}/%2e/x/..%2f`)).status).to.equal(400)
  })

  it('forwards the whole path where it is mounted below one, and leaves other paths to others', async () => {
    const app = express()
    app.get('/own', (_req, res) => void res.send('mine'))
    app.use('/a', make(100))
    const { url } = await listen(app)
    expect(await asked(`${url}/a/b`)).to.include({ upstream: 'new', url: '/a/b' })
    expect(await (await fetch(`${url}/own`)).text()).to.equal('mine')
    expect((await fetch(`${url}/other`)).status).to.equal(404)
  })

  it('says clearly that a body parser came first, and asks nobody', async () => {
    const app = express()
    const told: express.ErrorRequestHandler = (error: Error, _req, res, next) => {
      if (res.headersSent) next(error)
      else res.status(500).send(error.message)
    }
    app.use(express.json(), make(100), told)
    const { url } = await listen(app)
    const before = young.counted()
    const answer = await fetch(`${url}/a/b`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json' },
    })
    expect(answer.status).to.equal(500)
    expect(await answer.text()).to.include('before any body parser')
    expect(young.counted()).to.equal(before)
    expect((await asked(`${url}/a/b`)).upstream).to.equal('new')
  })

  it('serves another table when told so, by its own word or by its admin API', async () => {
    const middleware = make(null)
    const app = express()
    app.use(middleware)
    const { url } = await listen(app)
    const admin = await listen(middleware.admin)
    expect((await fetch(`${url}/a/b`)).status).to.equal(503)
    middleware.apply(table(0))
    expect((await asked(`${url}/a/b`)).upstream).to.equal('old')
    const put = await fetch(`${admin.url}/table`, {
      method: 'PUT',
      body: JSON.stringify(table(100)),
      headers: { 'content-type': 'application/json' },
    })
    expect(put.status).to.equal(200)
    expect((await asked(`${url}/a/b`)).upstream).to.equal('new')
    const observation = (await (await fetch(`${admin.url}/observation`)).json()) as object
    expect(observation).to.have.nested.property('traffic.a.candidate.requests', 1)
  })

  it('takes upgrades of the front', async () => {
    const sockets = new WebSocketServer({ noServer: true })
    const talker = createServer()
    talker.on('upgrade', (req, socket, head) =>
      sockets.handleUpgrade(req, socket, head, (client) => client.send('hello')),
    )
    talker.listen(0, '127.0.0.1')
    await once(talker, 'listening')
    const middleware = make(null)
    const { server, url } = await listen(express().use(middleware))
    server.on('upgrade', (req, socket, head) => middleware.upgrade(req, socket, head))
    middleware.apply(
      tableOf({
        upstreams: { old: { url: `http://127.0.0.1:${(talker.address() as AddressInfo).port}` } },
        routes: [],
        version: version++,
      }),
    )
    const socket = new WebSocket(url.replace('http', 'ws'))
    const [message] = (await once(socket, 'message')) as [Buffer]
    expect(message.toString()).to.equal('hello')
    socket.terminate()
    talker.close()
  })

  it('streams a large body through', async () => {
    const { url } = await listen(express().use(make(100)))
    const body = 'x'.repeat(3_000_000)
    expect((await asked(`${url}/a/b`, { method: 'PUT', body })).body).to.have.length(body.length)
  })
})
