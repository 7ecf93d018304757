import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RouteTable } from '@strangler/migration-plan'
import { makeCertificate, type Certificate } from '../../haproxy/test/support/certificate.ts'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { startUpstream, type Asked, type TestUpstream } from '../../haproxy/test/support/upstream.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { createHealth } from '../src/forwarding/health.ts'
import { createReliability } from '../src/forwarding/reliability.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'

describe('addresses of upstreams', () => {
  let old: TestUpstream
  let one: TestUpstream
  let two: TestUpstream
  let proxy: TestProxy
  let version = 1

  const table = (
    weight: number,
    health: string | undefined,
    more: Record<string, unknown> = {},
  ): RouteTable =>
    tableOf({
      upstreams: {
        old: { url: old.url, ...(health ? { health } : {}) },
        new: { urls: [one.url, two.url], ...(health ? { health } : {}) },
      },
      routes: [
        { id: 'a', match: { path: '/a' } },
        { id: 'user', match: { path: '/user' }, split: { by: 'user', header: 'X-User' } },
      ],
      defaults: more,
      weights: { a: weight, user: weight },
      version: version++,
    })
  const who = async (path: string, headers = {}): Promise<string> =>
    (JSON.parse((await proxy.get(path, headers)).body) as Asked).upstream
  const whoIn = async (times: number, path = '/a'): Promise<Record<string, number>> => {
    const seen: Record<string, number> = {}
    for (let at = 0; at < times; at++) {
      const name = await who(path, { 'x-user': `user-${at}` })
      seen[name] = (seen[name] ?? 0) + 1
    }
    return seen
  }
  const restarted = (upstream: TestUpstream, name: string): Promise<TestUpstream> =>
    startUpstream(name, Number(new URL(upstream.url).port))

  before(async () => {
    old = await startUpstream('old')
    one = await startUpstream('one')
    two = await startUpstream('two')
    proxy = await startProxy(null)
  })
  after(async () => {
    await proxy.stop()
    for (const upstream of [old, one, two]) await upstream.close()
  })

  it('take turns', async () => {
    await proxy.apply(table(100, undefined))
    expect(await whoIn(10)).to.deep.equal({ one: 5, two: 5 })
    await proxy.apply(table(50, undefined))
    expect(await whoIn(100)).to.deep.equal({ old: 50, one: 25, two: 25 })
  })

  it('are left out while they fail their health check, and taken back once they are well', async () => {
    await proxy.apply(table(100, '/healthz'))
    one.healthy = false
    await eventually(async () => (await whoIn(4))['one'] === undefined)
    expect(await whoIn(6)).to.deep.equal({ two: 6 })
    one.healthy = true
    await eventually(async () => (await whoIn(4))['one'] !== undefined)
    expect(proxy.child.lines.filter((line) => line.includes('address is'))).to.have.length(2)
  })

  it('of a side that is down leave its share to the other side, but never at weights 0 and 100', async () => {
    await proxy.apply(table(50, '/healthz'))
    one.healthy = two.healthy = false
    await eventually(async () => (await whoIn(4))['old'] === 4)
    expect(await whoIn(20)).to.deep.equal({ old: 20 })
    expect(await whoIn(20, '/user')).to.deep.equal({ old: 20 })
    await proxy.apply(table(100, '/healthz'))
    expect(await proxy.get('/a')).to.include({ status: 503, body: 'no upstream of this address takes work' })
    one.healthy = two.healthy = true
    await eventually(async () => (await proxy.get('/a')).status === 200)
  })

  it('fail no request when one of them dies, whatever its method, and are spared while they are dead', async () => {
    await proxy.apply(table(100, undefined))
    await one.close()
    for (let times = 0; times < 20; times++)
      expect((await proxy.get('/a', { 'content-length': 1 }, 'POST', 'x')).status).to.equal(200)
    const retries = async (): Promise<number> => {
      const { body } = await proxy.admin('/metrics')
      return Number(/retries_total\{route="a",side="candidate"\} (\d+)/.exec(String(body))?.[1])
    }
    const before = await retries()
    for (let times = 0; times < 20; times++) await proxy.get('/a')
    expect((await retries()) - before).to.be.below(5)
    one = await restarted(one, 'one')
    await eventually(async () => (await whoIn(4))['one'] !== undefined)
  })

  it('take requests of the other side when none of a side can be reached', async () => {
    await proxy.apply(table(50, undefined, { retries: 3 }))
    await one.close()
    await two.close()
    expect(await whoIn(20)).to.deep.equal({ old: 20 })
    one = await restarted(one, 'one')
    two = await restarted(two, 'two')
  })

  it('are asked for their health with the Host that the edge would send', async () => {
    const seen: string[] = []
    const watched = await startWatched((host) => seen.push(host))
    const url = `http://127.0.0.1:${watched.port}`
    for (const [host, expected] of [
      ['keep', `127.0.0.1:${watched.port}`],
      ['shop.internal:81', 'shop.internal:81'],
    ] as const) {
      seen.length = 0
      const upstreams = { old: { url, health: '/healthz', host } }
      await proxy.apply(tableOf({ upstreams, routes: [], version: version++ }))
      await eventually(() => seen.includes(expected))
    }
    await proxy.apply(table(0, undefined))
    await watched.close()
  })
})

async function startWatched(
  onCheck: (host: string) => void,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const server = createHttpServer((req, res) => {
    onCheck(req.headers.host ?? '')
    res.end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

describe('upstreams with TLS', () => {
  let folder: string
  let local: Certificate
  let upstream: Server
  let proxy: TestProxy

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proxy-tls-'))
    local = await makeCertificate(folder, 'localhost')
    const [key, cert] = await Promise.all([readFile(local.keyFile), readFile(local.certFile)])
    upstream = createServer({ key, cert }, (req, res) => {
      const { servername } = req.socket as { servername?: string | false }
      res.end(JSON.stringify({ host: req.headers.host, servername }))
    })
    upstream.listen(0, '127.0.0.1')
    await once(upstream, 'listening')
    const { port } = upstream.address() as AddressInfo
    const named = `https://localhost:${port}`
    const tls = { caFile: local.certFile }
    proxy = await startProxy(
      tableOf({
        upstreams: {
          old: { url: named, tls, health: '/' },
          unverified: { url: `https://127.0.0.1:${port}`, tls: { verify: false } },
          stranger: { url: named },
          renamed: { url: `https://127.0.0.1:${port}`, host: `localhost:${port}`, tls },
          wrong: { url: named, host: 'shop.example', tls },
        },
        routes: ['unverified', 'stranger', 'renamed', 'wrong'].map((id) => ({
          id,
          match: { path: `/${id}` },
          candidate: id,
          retries: 0,
        })),
        weights: { unverified: 100, stranger: 100, renamed: 100, wrong: 100 },
      }),
    )
  })
  after(async () => {
    await proxy.stop()
    upstream.close()
    upstream.closeAllConnections()
    await rm(folder, { recursive: true, force: true })
  })

  it('are verified against the authorities that the plan names, by the name of the address', async () => {
    for (const host of ['one.example', 'two.example'])
      expect(JSON.parse((await proxy.get('/', { host })).body)).to.deep.equal({
        host,
        servername: 'localhost',
      })
  })

  it('are verified by the Host that the plan gives them', async () => {
    expect(JSON.parse((await proxy.get('/renamed')).body)).to.include({ servername: 'localhost' })
    expect((await proxy.get('/wrong')).status).to.equal(503)
  })

  it('are not asked when nobody vouches for them, unless the plan does without', async () => {
    expect((await proxy.get('/stranger')).status).to.equal(503)
    expect((await proxy.get('/unverified')).status).to.equal(200)
  })
})

describe('createHealth', () => {
  it('is down after three failures, or the very first, and up after two successes', async () => {
    const courses = [
      [
        [true, false, false, false, true, true],
        [true, true, true, false, false, true],
      ],
      [
        [false, true, false, true, true],
        [false, false, false, false, true],
      ],
      [
        [true, false, false, true, false, false],
        [true, true, true, true, true, true],
      ],
    ] as const
    await Promise.all(
      courses.map(async ([answers, expected]) => {
        const seen: boolean[] = []
        let asked = 0
        const probe = (): Promise<boolean> => {
          if (asked > 0) seen.push(health.isUp())
          return Promise.resolve(answers[Math.min(asked++, answers.length - 1)] ?? true)
        }
        const health = createHealth(probe, () => undefined)
        await eventually(() => seen.length >= expected.length)
        health.stop()
        expect(seen.slice(0, expected.length)).to.deep.equal(expected)
      }),
    )
  })
})

describe('createReliability', () => {
  it('spares an address after three failures in a row, for a second, then ever longer, up to half a minute', () => {
    let now = 0
    const { isReliable, failed, succeeded } = createReliability(() => now)
    failed()
    failed()
    expect(isReliable()).to.equal(true)
    for (const seconds of [1, 2, 4, 8, 16, 30, 30]) {
      failed()
      expect(isReliable()).to.equal(false)
      now += seconds * 1000 - 1
      expect(isReliable()).to.equal(false)
      now += 1
      expect(isReliable()).to.equal(true)
    }
    succeeded()
    failed()
    failed()
    expect(isReliable()).to.equal(true)
  })
})
