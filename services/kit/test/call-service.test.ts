import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net'
import { once } from 'node:events'
import { expect } from 'chai'
import { Router } from 'express'
import { z } from 'zod'
import { callService, ServiceUnavailable, withRequestId } from '@mythoughts/kit'
import { keepLog } from './support/log-lines.ts'
import { runService } from './support/run-service.ts'

async function faultOf(work: Promise<unknown>): Promise<ServiceUnavailable> {
  const error = await work.then(
    () => 'answered',
    (thrown: unknown) => thrown,
  )
  expect(error).to.be.instanceOf(ServiceUnavailable)
  return error as ServiceUnavailable
}

/** Hangs up on the first `hangUps` requests, then answers `ok`; counts. */
async function startFlaky(hangUps: number): Promise<{ url: string; requests: () => number; server: Server }> {
  let requests = 0
  const server = createTcpServer((socket) => {
    socket.on('error', () => undefined)
    socket.on('data', () => {
      requests++
      if (requests <= hangUps) socket.destroy()
      else socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    server,
  }
}

describe('callService', () => {
  const face = Router()
  face.get('/seen/', (req, res) => {
    res.json({ headers: req.headers, query: req.query })
  })
  face.get('/status/:status/', (req, res) => {
    res.status(Number(req.params.status)).json({ error: 'x' })
  })
  face.get('/never/', () => undefined)
  face.get('/trickle/', (_req, res) => {
    res.set('Content-Length', '10').write('a')
  })
  face.get('/nonsense/', (_req, res) => {
    res.type('json').send('{')
  })

  it('passes on the request id, the token and the query', async () => {
    await using service = await runService(face)
    const client = callService({ baseUrl: service.url, name: 'sample' })
    const answer = await withRequestId('r-7', () =>
      client.request({ method: 'GET', path: '/seen/', query: { search: 'a b&c' }, token: 'abc' }),
    )
    const seen = answer.read(
      z.object({ headers: z.record(z.string(), z.string()), query: z.record(z.string(), z.string()) }),
    )
    expect(seen.headers).to.include({ 'x-request-id': 'r-7', authorization: 'Bearer abc' })
    expect(seen.query).to.deep.equal({ search: 'a b&c' })
    await client.close()
  })

  it('gives a 4xx as an answer, and a 5xx as unavailable', async () => {
    await using service = await runService(face)
    const client = callService({ baseUrl: service.url, name: 'sample' })
    const get = (path: string) => client.request({ method: 'GET', path })
    expect(await get('/status/404/')).to.deep.include({ status: 404, body: { error: 'x' } })
    expect(await faultOf(get('/status/500/'))).to.include({ reason: 'server_error', service: 'sample' })
    expect(await faultOf(get('/status/503/'))).to.have.property('reason', 'server_error')
    await client.close()
  })

  it('tells too late, not reached and unreadable apart', async () => {
    const service = await runService(face)
    const client = callService({ baseUrl: service.url, name: 'sample', timeoutMs: 300 })
    const get = (path: string) => client.request({ method: 'GET', path })
    const started = performance.now()
    expect(await faultOf(get('/never/'))).to.have.property('reason', 'timeout')
    expect(await faultOf(get('/trickle/'))).to.have.property('reason', 'timeout')
    expect(performance.now() - started).to.be.lessThan(2000)
    expect(await faultOf(get('/nonsense/'))).to.have.property('reason', 'bad_answer')
    const answer = await get('/status/404/')
    expect(() => answer.read(z.object({ id: z.number() }))).to.throw(
      ServiceUnavailable,
      'unexpected answer 404',
    )
    await service.stop()
    expect(await faultOf(get('/seen/'))).to.have.property('reason', 'connection')
    await client.close()
  })

  it('sends a safe request once more after a lost connection, and says so', async () => {
    const flaky = await startFlaky(1)
    const { logger, lines } = keepLog()
    const client = callService({ baseUrl: flaky.url, name: 'sample', logger })
    expect((await client.request({ method: 'GET', path: '/' })).body).to.equal('ok')
    expect(lines.map(({ level }) => level)).to.deep.equal(['warning'])
    await client.close()
    flaky.server.close()
  })

  it('waits for a service that is being started again, whatever it has to send', async () => {
    const { server, url } = await startFlaky(0)
    server.close()
    await once(server, 'close')
    const client = callService({ baseUrl: url, name: 'sample' })
    const answer = client.request({ method: 'POST', path: '/', json: {} })
    // Refused once at least, before the service is back.
    await faultOf(
      callService({ baseUrl: url, name: 'sample', timeoutMs: 200 }).request({ method: 'GET', path: '/' }),
    )
    server.listen(Number(new URL(url).port), '127.0.0.1')
    expect((await answer).status).to.equal(200)
    await client.close()
    server.close()
  })

  it('sends a safe request once more that was answered 503, and no other', async () => {
    const face503 = Router()
    const seen: string[] = []
    face503.use((req, res) => {
      seen.push(req.method)
      res.status(seen.length % 2 === 1 ? 503 : 200).end()
    })
    await using service = await runService(face503)
    const client = callService({ baseUrl: service.url, name: 'sample' })
    expect((await client.request({ method: 'GET', path: '/' })).status).to.equal(200)
    expect(await faultOf(client.request({ method: 'POST', path: '/' }))).to.include({ status: 503 })
    expect(seen).to.deep.equal(['GET', 'GET', 'POST'])
    await client.close()
  })

  it('gives up after the second loss', async () => {
    const flaky = await startFlaky(5)
    const client = callService({ baseUrl: flaky.url, name: 'sample' })
    expect(await faultOf(client.request({ method: 'GET', path: '/' }))).to.have.property(
      'reason',
      'connection',
    )
    expect(flaky.requests()).to.equal(2)
    await client.close()
    flaky.server.close()
  })

  it('never sends a request twice that is not safe, unless the caller says that it is repeatable', async () => {
    const flaky = await startFlaky(1)
    const client = callService({ baseUrl: flaky.url, name: 'sample' })
    expect(await faultOf(client.request({ method: 'POST', path: '/', json: {} }))).to.have.property(
      'reason',
      'connection',
    )
    expect(flaky.requests()).to.equal(1)
    await client.close()
    flaky.server.close()

    const other = await startFlaky(1)
    const repeating = callService({ baseUrl: other.url, name: 'sample' })
    expect(
      (await repeating.request({ method: 'POST', path: '/', json: {}, repeatable: true })).status,
    ).to.equal(200)
    await repeating.close()
    other.server.close()
  })
})
