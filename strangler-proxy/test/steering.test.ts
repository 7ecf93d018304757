import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import { movesBetween, type RouteTable } from '@strangler/migration-plan'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startProcess } from '../../tests/support/process.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type Asked, type TestUpstream } from './support/upstream.ts'

describe('steering the proxy', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestProxy
  let directory: string
  let version = 1
  const table = (weights: Record<string, number> = {}): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url } },
      routes: [
        { id: 'a', match: { path: '/a' } },
        { id: 'b', match: { path: '/b' } },
        { id: 'denied', match: { path: '/denied' }, deny: true },
      ],
      weights,
      version: version++,
    })
  const who = async (path: string): Promise<string> =>
    (JSON.parse((await proxy.get(path)).body) as Asked).upstream

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'proxy-'))
    old = await startUpstream('old')
    young = await startUpstream('new')
    proxy = await startProxy(null, { TABLE_FILE: join(directory, 'table.json') })
  })
  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
    await rm(directory, { recursive: true, force: true })
  })

  it('answers 503 and is not ready before it has a table', async () => {
    expect(await proxy.get('/a')).to.include({ status: 503, body: 'this proxy has no route table yet' })
    expect((await proxy.admin('/readyz')).status).to.equal(503)
    expect((await proxy.admin('/table')).status).to.equal(503)
    expect((await proxy.admin('/healthz')).status).to.equal(200)
    expect((await proxy.admin('/observation')).body).to.deep.include({
      version: null,
      weights: {},
      traffic: {},
    })
    await proxy.apply(table())
    expect((await proxy.get('/a')).status).to.equal(200)
    expect((await proxy.admin('/readyz')).status).to.equal(200)
  })

  it('serves a table from the next request on, and shows it as the controller asks', async () => {
    await proxy.apply(tableOf({ upstreams: { old: { url: old.url } }, routes: [], version: version++ }))
    await proxy.apply(table())
    expect(await who('/a')).to.equal('old')
    const moved = table({ a: 100, b: 33 })
    await proxy.apply(moved)
    expect(await who('/a')).to.equal('new')
    const { body } = await proxy.admin('/observation')
    expect(body).to.deep.include({
      version: moved.version,
      weights: { a: 100, b: 33, denied: 0, unclaimed: 0 },
    })
    const none = { requests: 0, errors5xx: 0, inFlight: 0, durations: [], up: true }
    expect(body).to.have.deep.nested.property('traffic.b', { legacy: none, candidate: none })
    for (const side of ['legacy', 'candidate']) {
      expect(body).to.have.nested.property(`traffic.a.${side}.requests`, 1)
      expect(body).to.have.nested.property(`traffic.a.${side}.errors5xx`, 0)
      // One request, in the bucket of the time that it took.
      expect(body).to.have.nested.property(`traffic.a.${side}.durations`).that.includes(1)
    }
    expect((await proxy.admin('/table')).body).to.deep.equal(moved)
  })

  it('refuses a table that it cannot serve, with the reason, and serves on as before', async () => {
    const good = table({ a: 100 })
    await proxy.apply(good)
    const foreign = { ...table(), upstreams: {} }
    for (const [body, reason] of [
      ['{', 'JSON'],
      ['[]', 'expected object'],
      ['{}', 'plan'],
      [JSON.stringify(foreign), 'an upstream of it is not in the table'],
    ] as const) {
      const answer = await proxy.admin('/table', 'PUT', body)
      expect(answer.status, body).to.equal(400)
      expect(JSON.stringify(answer.body)).to.include(reason)
    }
    expect((await proxy.admin('/table')).body).to.deep.equal(good)
    expect(await who('/a')).to.equal('new')
  })

  it('refuses a table whose authorities cannot be read', async () => {
    await proxy.apply(table({ a: 100 }))
    const withoutFile = tableOf({
      upstreams: { old: { url: 'https://127.0.0.1:1', tls: { caFile: '/nowhere/ca.pem' } } },
      routes: [],
      version: version++,
    })
    const answer = await proxy.admin('/table', 'PUT', JSON.stringify(withoutFile))
    expect(answer.status).to.equal(400)
    expect(answer.body).to.have.nested.property('error.code', 'ERR_PROXY_CA_FILE')
    expect(await who('/a')).to.equal('new')
  })

  it('refuses to go back to an older table, and takes the same one again', async () => {
    const [first, second] = [table(), table()]
    await proxy.apply(second)
    const answer = await proxy.admin('/table', 'PUT', JSON.stringify(first))
    expect(answer.status).to.equal(409)
    expect(answer.body)
      .to.have.nested.property('error.message')
      .that.includes(`version ${first.version} is older`)
    await proxy.apply(second)
  })

  it('takes the moves of routes alone, where they start from what it serves', async () => {
    const [first, second] = [table({ a: 0, b: 5 }), table({ a: 100, b: 5 })]
    await proxy.apply(first)
    const moves = movesBetween(first, second)
    expect(moves).to.deep.include({ standings: { a: { stage: 'live', weight: 100 } } })
    expect((await proxy.admin('/table', 'PATCH', JSON.stringify(moves))).status).to.equal(200)
    expect((await proxy.admin('/table')).body).to.deep.equal(second)
    expect(await who('/a')).to.equal('new')
    expect(JSON.parse(await readFile(join(directory, 'table.json'), 'utf8'))).to.deep.equal(second)
  })

  it('refuses moves that do not start from what it serves, and serves on as before', async () => {
    const [first, second, third] = [table(), table({ a: 100 }), table({ a: 0, b: 1 })]
    await proxy.apply(second)
    for (const [body, status, code] of [
      [movesBetween(first, third), 409, 'ERR_PROXY_MOVES'],
      [
        movesBetween(second, second) ?? { from: second.version, to: second.version, standings: {} },
        409,
        'ERR_PROXY_MOVES',
      ],
      [
        { from: second.version, to: third.version, standings: { c: { stage: 'live', weight: 100 } } },
        409,
        'ERR_PROXY_MOVES',
      ],
      [
        { from: second.version, to: third.version, standings: { a: { stage: 'live', weight: 101 } } },
        400,
        'ERR_PROXY_REQUEST',
      ],
      [{}, 400, 'ERR_PROXY_REQUEST'],
    ] as const) {
      const answer = await proxy.admin('/table', 'PATCH', JSON.stringify(body))
      expect(answer.status, JSON.stringify(body)).to.equal(status)
      expect(answer.body).to.have.nested.property('error.code', code)
    }
    expect((await proxy.admin('/table')).body).to.deep.equal(second)
  })

  it('answers what is not there, or not so asked for, in JSON', async () => {
    expect((await proxy.admin('/nothing')).body).to.have.nested.property('error.code', 'ERR_PROXY_NOT_FOUND')
    expect((await proxy.admin('/table', 'DELETE')).body).to.have.nested.property(
      'error.code',
      'ERR_PROXY_METHOD',
    )
  })

  it('fails no request while tables change under it', async () => {
    await proxy.apply(table())
    let changing = true
    const answers: number[] = []
    const visitors = Array.from({ length: 4 }, async () => {
      while (changing) answers.push((await proxy.get('/a', {}, 'POST', 'x')).status)
    })
    for (let times = 0; times < 30; times++) await proxy.apply(table({ a: times % 2 === 0 ? 100 : 0 }))
    changing = false
    await Promise.all(visitors)
    expect(answers.length).to.be.above(10)
    expect(new Set(answers)).to.deep.equal(new Set([200]))
  })

  it('keeps its connections when a table changes that does not concern them', async () => {
    await proxy.apply(table())
    await proxy.get('/a')
    const before = old.connected()
    for (let times = 0; times < 10; times++) {
      await proxy.apply(table({ b: times }))
      await proxy.get('/a')
    }
    expect(old.connected()).to.equal(before)
  })

  it('serves the last table after a crash, with nobody to ask', async () => {
    await proxy.apply(table({ a: 100 }))
    const instance = ((await proxy.admin('/observation')).body as { instance: string }).instance
    await proxy.stop('SIGKILL')
    proxy = await startProxy(null, { TABLE_FILE: join(directory, 'table.json') })
    expect(await who('/a')).to.equal('new')
    const { body } = await proxy.admin('/observation')
    expect(body).to.deep.include({ version: version - 1 })
    expect((body as { instance: string }).instance).not.to.equal(instance)
  })

  it('starts without a table where the file holds none, says so, and takes the next one', async () => {
    await proxy.stop()
    await writeFile(join(directory, 'table.json'), '{"plan":')
    proxy = await startProxy(null, { TABLE_FILE: join(directory, 'table.json') })
    expect(proxy.child.lines.join('\n')).to.include('holds no table')
    expect((await proxy.get('/a')).status).to.equal(503)
    await proxy.apply(table())
    expect(JSON.parse(await readFile(join(directory, 'table.json'), 'utf8'))).to.include({
      version: version - 1,
    })
  })

  it('steers although its file cannot be written, and says so', async () => {
    await proxy.stop()
    proxy = await startProxy(null, { TABLE_FILE: '/nowhere/table.json' })
    const answer = await proxy.admin('/table', 'PUT', JSON.stringify(table({ a: 100 })))
    expect(answer).to.deep.include({ status: 200, body: { version: version - 1, kept: false } })
    expect(await who('/a')).to.equal('new')
    expect(proxy.child.lines.join('\n')).to.include('/nowhere/table.json')
  })

  it('answers nobody who reaches its admin port under a foreign name', async () => {
    const { port } = new URL(proxy.adminUrl)
    const { request } = await import('node:http')
    const status = await new Promise((resolve) =>
      request({ port, host: '127.0.0.1', path: '/observation', headers: { host: 'evil.example' } }, (res) =>
        resolve(res.resume().statusCode),
      ).end(),
    )
    expect(status).to.equal(400)
  })

  it('finishes what is in flight when it is asked to stop, takes nothing new, and exits with 0', async () => {
    let finish: (() => void) | undefined
    const slow = await startUpstream('slow', {
      handle: (_, res) => {
        finish = () => res.end('done')
      },
    })
    await proxy.apply(tableOf({ upstreams: { old: { url: slow.url } }, routes: [], version: version++ }))
    const idle = proxy.connect()
    const answer = proxy.get('/slow')
    await eventually(() => finish)
    const exited = proxy.child.stop('SIGTERM')
    const isRefused = (): Promise<boolean> =>
      new Promise((resolve) => {
        const socket = proxy.connect().resume()
        socket.once('error', (error) => resolve(error.message.includes('ECONNREFUSED')))
        socket.once('close', () => resolve(false))
      })
    await eventually(isRefused)
    finish?.()
    expect(await answer).to.include({ status: 200, body: 'done' })
    expect(await exited).to.equal(0)
    idle.destroy()
    await slow.close()
  })

  it('tells every fault of its configuration at once, and exits with 2', async () => {
    const failure = await startProcess(
      'strangler-proxy/src/main.ts',
      { PORT: 'x', ADMIN_PORT: '70000', LOG_LEVEL: 'loud' },
      { until: () => false },
    ).catch((error: unknown) => String(error))
    expect(failure).to.include('exit code 2')
    for (const name of ['PORT: is no port', 'ADMIN_PORT: is no port', 'LOG_LEVEL: is no level'])
      expect(failure).to.include(name)
  })
})
