import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import express, { Router } from 'express'
import { currentRequestId, HttpError, nameEndpoint, ServiceUnavailable } from '@mythoughts/kit'
import { runService } from './support/run-service.ts'
import { eventually } from '../../../tests/support/eventually.ts'

function sample(): Router {
  const router = Router({ strict: true })
  router.get('/things/:id/', (req, res) => {
    res.json({ id: req.params.id, requestId: currentRequestId() })
  })
  router.post('/echo/', express.json({ limit: '1kb' }), (req, res) => {
    res.json({ body: req.body as unknown, requestId: currentRequestId() })
  })
  router.get('/named', (_req, res) => {
    nameEndpoint(res, '/login/')
    res.end()
  })
  router.get('/teapot/', () => {
    throw new HttpError(418, 'teapot', 'short and stout', { headers: { 'X-Spout': 'yes' } })
  })
  router.get('/crash/', () => {
    throw new Error('password=hunter2 leaked')
  })
  router.get('/down/', () => {
    throw new ServiceUnavailable('users', 'connection', 'GET /x failed: ECONNREFUSED')
  })
  router.get('/half/', (_req, res) => {
    res.set('Content-Length', '100').write('half')
    throw new Error('in the middle')
  })
  return router
}

describe('serve', () => {
  it('keeps a sane X-Request-ID, through a body that takes its time, answers it back and logs it', async () => {
    await using service = await runService(sample())
    const answer = await fetch(`${service.url}/echo/`, {
      method: 'POST',
      headers: { 'X-Request-ID': 'edge-42:a.b', 'Content-Type': 'application/json' },
      body: '{"a":1}',
    })
    expect(answer.headers.get('x-request-id')).to.equal('edge-42:a.b')
    expect(await answer.json()).to.deep.equal({ body: { a: 1 }, requestId: 'edge-42:a.b' })
    const messages = () =>
      service.lines.filter((line) => line['requestId'] === 'edge-42:a.b').map(({ message }) => message)
    await eventually(() => messages().length === 2)
    const [request, response] = messages()
    expect(request).to.equal('REQUEST POST /echo/')
    expect(response).to.match(/^RESPONSE STATUS 200 RESPONSE TIME \d+\.\d ms$/)
  })

  for (const [name, id] of [
    ['none', undefined],
    ['an overlong one', 'x'.repeat(129)],
    ['one with strange characters', 'a b{"x"}'],
  ] as const) {
    it(`makes a request id in place of ${name}`, async () => {
      await using service = await runService(sample())
      const headers = id === undefined ? {} : { 'X-Request-ID': id }
      const answer = await fetch(`${service.url}/things/1/`, { headers })
      expect(answer.headers.get('x-request-id')).to.match(/^[0-9a-f-]{36}$/)
    })
  }

  it('counts requests by route template, method and status; all unknown paths are one', async () => {
    await using service = await runService(sample())
    for (const path of ['/things/1/', '/things/2/', '/nowhere/1', '/nowhere/2', '/named', '/crash/']) {
      await (await fetch(service.url + path)).text()
    }
    const metrics = async () => (await fetch(`${service.internalUrl}/metrics`)).text()
    await eventually(async () => (await metrics()).includes('endpoint="/crash/"'))
    const counted = (await metrics()).split('\n').filter((line) => line.startsWith('requests_total'))
    expect(counted).to.have.members([
      'requests_total{endpoint="/things/:id/",method="GET",status="200",service="sample"} 2',
      'requests_total{endpoint="unmatched",method="GET",status="404",service="sample"} 2',
      'requests_total{endpoint="/login/",method="GET",status="200",service="sample"} 1',
      'requests_total{endpoint="/crash/",method="GET",status="500",service="sample"} 1',
    ])
    expect(await metrics()).to.contain('request_duration_seconds_bucket{le="0.005"')
  })

  it('answers health and metrics on both ports, the version on the internal one only', async () => {
    await using service = await runService(sample())
    for (const base of [service.url, service.internalUrl]) {
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(base + path)).status, path).to.equal(200)
    }
    const version = await fetch(`${service.internalUrl}/admin/version/`)
    expect(await version.json()).to.deep.equal({ commit: 'abc123', version: 'v1.0' })
    expect((await fetch(`${service.url}/admin/version/`)).status).to.equal(404)
  })

  it('is not ready, but healthy, while its dependency is away', async () => {
    let fault: Error | undefined = new Error('no database')
    const ready = () => (fault ? Promise.reject(fault) : Promise.resolve())
    await using service = await runService(sample(), { ready })
    const status = async (path: string) => (await fetch(service.url + path)).status
    expect([await status('/readyz'), await status('/healthz')]).to.deep.equal([503, 200])
    fault = undefined
    expect(await status('/readyz')).to.equal(200)
  })

  it('is not ready while its dependency does not answer, and logs once that it is not', async () => {
    await using service = await runService(sample(), { ready: () => new Promise(() => undefined) })
    const asked = ['/readyz', '/readyz', '/healthz'].map(
      async (path) => (await fetch(service.url + path)).status,
    )
    expect(await Promise.all(asked)).to.deep.equal([503, 503, 200])
    expect(service.lines.filter(({ message }) => message === 'not ready')).to.have.length(1)
  })

  it('turns faults into JSON errors, tells nothing of the inside, and logs only its own as errors', async () => {
    await using service = await runService(sample())
    const ask = async (path: string, init?: RequestInit) => {
      const answer = await fetch(service.url + path, init)
      return [
        answer.status,
        ((await answer.json()) as { error: { code: string; message: string } }).error,
      ] as const
    }
    const json = (body: string, type = 'application/json') => ({
      method: 'POST',
      body,
      headers: { 'Content-Type': type },
    })
    expect(await ask('/teapot/')).to.deep.equal([418, { code: 'teapot', message: 'short and stout' }])
    expect(await ask('/none/')).to.have.nested.property('[1].code', 'not_found')
    expect((await ask('/echo/', json('{bad')))[0]).to.equal(400)
    expect((await ask('/echo/', json(JSON.stringify('x'.repeat(2000)))))[0]).to.equal(413)
    expect((await ask('/echo/', json('{}', 'application/json; charset=koi8-r')))[0]).to.equal(415)
    expect((await ask('/things/%zz/'))[0]).to.equal(400)
    expect(service.lines.filter(({ level }) => level !== 'info')).to.deep.equal([])
    expect(await ask('/crash/')).to.deep.equal([
      500,
      { code: 'internal_error', message: 'something went wrong on our side' },
    ])
    expect(await ask('/down/')).to.deep.equal([
      503,
      { code: 'service_unavailable', message: 'users cannot be reached; try again later' },
    ])
    expect(service.lines.filter(({ level }) => level === 'error')).to.have.length.of.at.least(2)
    expect(service.logText()).not.to.contain('hunter2')
  })

  it('shows errors as the caller wants them, on the public port', async () => {
    await using service = await runService(sample(), {
      renderError: (error, _req, res) => {
        res.type('html').send(`<h1>${error.status}</h1>`)
      },
    })
    expect(await (await fetch(`${service.url}/none`)).text()).to.equal('<h1>404</h1>')
    expect((await fetch(`${service.internalUrl}/none`)).headers.get('content-type')).to.contain('json')
  })

  it('cuts an answer that fails in its middle, instead of ending it as if it were whole', async () => {
    await using service = await runService(sample())
    const outcome = await fetch(`${service.url}/half/`)
      .then((answer) => answer.text())
      .catch(() => 'cut')
    expect(outcome).to.equal('cut')
  })

  it('tells nobody what it is made of, and lets no type be guessed', async () => {
    await using service = await runService(sample())
    const { headers } = await fetch(`${service.url}/things/1/`)
    expect(headers.get('x-powered-by')).to.equal(null)
    expect(headers.get('x-content-type-options')).to.equal('nosniff')
  })

  it('answers huge cookies, broken requests and tunnels with 4xx and a reason', async () => {
    await using service = await runService(sample())
    const huge = await fetch(`${service.url}/things/1/`, { headers: { Cookie: `a=${'x'.repeat(20_000)}` } })
    expect(huge.status).to.equal(431)
    expect(await huge.json()).to.have.nested.property('error.code', 'headers_too_large')
    for (const [bytes, answer] of [
      ['GET / HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n', /^HTTP\/1\.1 400 .*"malformed_request"/s],
      ['NONSENSE\r\n\r\n', /^HTTP\/1\.1 400 .*"malformed_request"/s],
      ['CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n', /^HTTP\/1\.1 405 .*"method_not_allowed"/s],
    ] as const)
      expect(await rawAnswer(service.url, bytes)).to.match(answer)
  })

  it('cuts an answer when its client goes on with nonsense, instead of mixing another into it', async () => {
    const face = Router().get('/long/', (_req, res) => {
      res.set('Content-Length', '100').write('begun')
    })
    await using service = await runService(face)
    const socket = connect(Number(new URL(service.url).port), '127.0.0.1')
    const chunks: Buffer[] = []
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', () => undefined)
    socket.write('GET /long/ HTTP/1.1\r\nHost: a\r\n\r\n')
    await eventually(() => Buffer.concat(chunks).includes('begun'))
    socket.write('NONSENSE\r\n\r\n')
    await once(socket, 'close')
    expect(Buffer.concat(chunks).toString('latin1')).to.match(/begun$/)
  })

  it('refuses to start on a taken port, saying so, and leaves no port open behind', async () => {
    await using service = await runService(sample())
    const port = Number(new URL(service.url).port)
    const config = { host: '127.0.0.1', port: 0, internalPort: port, version: 'v1', commit: 'x' }
    const fault = await runService(sample(), { config }).catch((error: unknown) => error)
    expect(fault)
      .to.have.property('message')
      .that.matches(/cannot listen on 127\.0\.0\.1:\d+: .*EADDRINUSE.*; free the port/)
  })
})

async function rawAnswer(url: string, bytes: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end(bytes)
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}
