import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { RouteTable } from '@strangler/migration-plan'
import { tableOf } from '../../haproxy/test/support/tables.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startProcess } from '../../tests/support/process.ts'
import { parseConfig } from '../src/config.ts'
import { startProxy, type TestProxy } from './support/proxy.ts'
import { startUpstream, type TestUpstream } from './support/upstream.ts'

const WORKERS = 3

describe('several workers', () => {
  let old: TestUpstream
  let young: TestUpstream
  let proxy: TestProxy
  let directory: string
  let version = 1

  const table = (weight: number, more: Record<string, unknown> = {}): RouteTable =>
    tableOf({
      upstreams: { old: { url: old.url }, new: { url: young.url, ...more } },
      routes: [{ id: 'a', match: { path: '/a' } }],
      weights: { a: weight },
      version: version++,
    })
  const start = (): Promise<TestProxy> =>
    startProxy(null, { WORKERS: String(WORKERS), TABLE_FILE: join(directory, 'table.json') })
  /** A request on a connection of its own, so that any worker may get it. */
  const who = async (): Promise<string> => {
    const reply = await proxy.raw('GET /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
    return /"upstream":"(\w+)"/.exec(reply)?.[1] ?? reply
  }
  const whoIn = async (times: number): Promise<string[]> => [
    ...new Set(await Promise.all(Array.from({ length: times }, who))),
  ]
  const pids = async (): Promise<number[]> => {
    const { pid } = proxy.child
    const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8')
    return text.trim().split(' ').filter(Boolean).map(Number)
  }
  const counted = async (): Promise<{ legacy: number; candidate: number }> => {
    const { body } = await proxy.admin('/observation')
    type Traffic = Record<string, Record<'legacy' | 'candidate', { requests: number }>>
    const { legacy, candidate } = (body as { traffic: Traffic }).traffic['a']!
    return { legacy: legacy.requests, candidate: candidate.requests }
  }
  const served = (): number => proxy.child.lines.filter((line) => line.includes('worker serves')).length

  before(async () => {
    directory = await mkdtemp(join(tmpdir(), 'workers-'))
    old = await startUpstream('old')
    young = await startUpstream('new')
    proxy = await start()
  })
  after(async () => {
    await proxy.stop()
    await old.close()
    await young.close()
    await rm(directory, { recursive: true, force: true })
  })

  it('all serve a table by the time that it is taken', async () => {
    expect(await pids()).to.have.length(WORKERS)
    for (let times = 0; times < 20; times++) {
      const [weight, name] = times % 2 === 0 ? ([100, 'new'] as const) : ([0, 'old'] as const)
      await proxy.apply(table(weight))
      expect(await whoIn(6)).to.deep.equal([name])
    }
  })

  it('are counted as one, and share requests out within one each of the weight', async () => {
    for (const weight of [5, 50, 99]) {
      await proxy.apply(table(weight))
      const before = await counted()
      for (let times = 0; times < 10; times++) await whoIn(10)
      const after = await counted()
      expect(after.legacy + after.candidate - before.legacy - before.candidate).to.equal(100)
      expect(after.candidate - before.candidate).to.be.within(weight - WORKERS, weight + WORKERS)
    }
    const { body } = await proxy.admin('/metrics')
    const { legacy } = await counted()
    expect(body).to.include(
      `strangler_proxy_requests_total{route="a",side="legacy",status="2xx"} ${legacy}\n`,
    )
    expect(residentMb(body as string)).to.be.above(WORKERS * 40)
  })

  it('change nothing where a table cannot be served', async () => {
    const good = table(100)
    await proxy.apply(good)
    const broken = table(0, { url: 'https://127.0.0.1:1', tls: { caFile: '/nowhere/ca.pem' } })
    const answer = await proxy.admin('/table', 'PUT', JSON.stringify(broken))
    expect(answer.status).to.equal(400)
    expect(answer.body).to.have.nested.property('error.code', 'ERR_PROXY_CA_FILE')
    expect((await proxy.admin('/table')).body).to.deep.equal(good)
    expect(await whoIn(6)).to.deep.equal(['new'])
  })

  it('fail no request while weights change three hundred times', async () => {
    const good = table(50)
    const weights = [0, 5, 33, 50, 100]
    const bodies = weights.map((weight) => JSON.stringify({ ...table(weight), version: good.version }))
    let changing = true
    let asked = 0
    const wrong: string[] = []
    const visitors = Array.from({ length: 6 }, async () => {
      while (changing) {
        const answer = await who()
        asked++
        if (answer !== 'old' && answer !== 'new') wrong.push(answer)
      }
    })
    const statuses = new Set<number>()
    for (let times = 0; times < 300; times++) {
      const { status } = await proxy.admin('/table', 'PUT', bodies[times % bodies.length])
      statuses.add(status)
    }
    changing = false
    await Promise.all(visitors)
    expect([...statuses]).to.deep.equal([200])
    expect(wrong).to.deep.equal([])
    expect(asked).to.be.above(100)
  }).timeout(90_000)

  it('are replaced when one is killed: what was counted stays, and the new one serves the table', async () => {
    await proxy.apply(table(100))
    await whoIn(12)
    const before = await counted()
    const [victim = 0, ...rest] = await pids()
    process.kill(victim, 'SIGKILL')
    await eventually(async () => !(await pids()).includes(victim))
    expect(await whoIn(6)).to.deep.equal(['new'])
    await eventually(() => served() === 1)
    expect(await pids())
      .to.include.members(rest)
      .and.have.length(WORKERS)
    expect((await counted()).candidate).to.equal(before.candidate + 6)
    expect(await whoIn(12)).to.deep.equal(['new'])
    await proxy.apply(table(0))
    expect(await whoIn(12)).to.deep.equal(['old'])
  })

  it('take a table although one of them was just killed', async () => {
    const before = served()
    const [victim = 0] = await pids()
    process.kill(victim, 'SIGKILL')
    await proxy.apply(table(100))
    expect(await whoIn(12)).to.deep.equal(['new'])
    await eventually(() => served() > before)
    expect(await whoIn(12)).to.deep.equal(['new'])
  })

  it('serve on after all of them were killed at once, and their primary too', async () => {
    const before = served()
    for (const pid of await pids()) process.kill(pid, 'SIGKILL')
    await eventually(() => served() === before + WORKERS)
    const first = await pids()
    await proxy.stop('SIGKILL')
    await eventually(() => !first.some(isAlive))
    proxy = await start()
    expect(await whoIn(12)).to.deep.equal(['new'])
  })

  it('finish what is in flight when their primary is asked to stop, and leave nobody behind', async () => {
    const finish: (() => void)[] = []
    const slow = await startUpstream('slow', {
      handle: (_, res) => void finish.push(() => res.end('{"upstream":"slow"}')),
    })
    await proxy.apply(tableOf({ upstreams: { old: { url: slow.url } }, routes: [], version: version++ }))
    const answers = Promise.all(Array.from({ length: 2 * WORKERS }, who))
    await eventually(() => finish.length === 2 * WORKERS)
    const all = await pids()
    const exited = proxy.child.stop('SIGTERM')
    await eventually(() => proxy.child.lines.some((line) => line.includes('"stopping"')))
    for (const end of finish) end()
    expect(new Set(await answers)).to.deep.equal(new Set(['slow']))
    expect(await exited).to.equal(0)
    expect(all.filter(isAlive)).to.deep.equal([])
    await slow.close()
    proxy = await start()
  })

  it('say why they do not start, and how many there may be', async () => {
    const failure = await startProcess(
      'strangler-proxy/src/main.ts',
      { ADMIN_PORT: '0', PORT: String(proxy.port), WORKERS: '2' },
      { until: () => false },
    ).catch((error: unknown) => String(error))
    expect(failure).to.include('exit code 1').and.include('EADDRINUSE')
    for (const WORKERS of ['0', '65', '-1', '1.5', 'many'])
      expect(parseConfig({ WORKERS }))
        .to.have.nested.property('faults[0]')
        .that.includes('WORKERS: is no number')
    for (const [WORKERS, workers] of [
      ['1', 1],
      ['64', 64],
      ['auto', availableParallelism()],
    ] as const)
      expect(parseConfig({ WORKERS })).to.have.nested.property('config.WORKERS', workers)
  })
})

function residentMb(metrics: string): number {
  return Number(/^process_resident_memory_bytes (\d+)$/m.exec(metrics)?.[1]) / 2 ** 20
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
