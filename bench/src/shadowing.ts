import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig } from './config.ts'
import { load } from './load.ts'
import { findCores } from './machine.ts'
import { forms, main, type Mode } from './modes.ts'
import { createProcesses } from './processes.ts'
import { startBadCandidates } from './shadowing/candidates.ts'
import { askAtRate, type Waits } from './shadowing/constant-rate.ts'
import { startShadowingProxy, type ShadowingProxy } from './shadowing/shadowing-proxy.ts'
import { median, medianRatio, quantile } from './statistics.ts'
import { startUpstream } from './upstream.ts'

/*
 * What shadowing every request costs users: throughput with and without it, and how much longer the slowest hundredth waits
 * at 200 requests a second, also where the candidate is dead, hangs or never ends its answers. One process throughout, on one
 * core, that is told another table for each sample; samples with and without are interleaved, ratios are those of
 * neighbours, and waits those of all samples: `node bench/src/shadowing.ts [rounds, default 5]`.
 */
const PER_SECOND = 200
/** Waits scatter more than throughput does. */
const WAITING_ROUNDS = 3
const rounds = Number(process.argv[2] ?? 5)
const { path, seconds } = readConfig()
const processes = createProcesses(await findCores(path), path)
const folder = await mkdtemp(join(tmpdir(), 'shadowing-'))
try {
  const { ports } = await startUpstream(folder, processes)
  const candidates = [{ name: 'well', port: ports.candidate }, ...(await startBadCandidates(processes))]
  const proxy = await startShadowingProxy(
    processes,
    ports.legacy,
    candidates.map(({ port }) => port),
  )
  await measureThroughput('equal pages', main, proxy)
  await measureThroughput('pages with tokens', forms, proxy)
  await measureWaits(
    proxy,
    candidates.map(({ name }) => name),
  )
} finally {
  await processes.close()
  await rm(folder, { recursive: true, force: true })
}

async function measureThroughput(what: string, mode: Mode, proxy: ShadowingProxy): Promise<void> {
  const sample = async (percent: number): Promise<number> => {
    await proxy.shadow(percent, 0)
    await load(processes, proxy.url, mode, 1, 1)
    await proxy.learned()
    const { requests, seconds: took } = await load(processes, proxy.url, mode, 1, seconds)
    return requests / took
  }
  const [off, on, compared]: [number[], number[], number[]] = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    off.push(await sample(0))
    on.push(await sample(100))
    const { pairs, shed } = await proxy.learned()
    compared.push(pairs / (pairs + shed))
  }
  tell(
    `shadowing 100 %, ${what}: ${medianRatio(on, off).toFixed(2)} × the throughput without ` +
      `(median ${median(off).toFixed(0)} req/s), ${percentText(median(compared))} compared`,
  )
}

async function measureWaits(proxy: ShadowingProxy, candidates: readonly string[]): Promise<void> {
  const cases = [
    { name: 'without', percent: 0, route: 0 },
    // Tells how far two samples of the same are apart.
    { name: 'without, again', percent: 0, route: 0 },
    ...candidates.map((name, route) => ({ name: `candidate ${name}`, percent: 100, route })),
  ]
  const samples = new Map(cases.map(({ name }) => [name, [] as Waits[]]))
  // The first round warms up, and does not count.
  for (let round = 0; round <= rounds * WAITING_ROUNDS; round++)
    for (const { name, percent, route } of cases) {
      await proxy.shadow(percent, route)
      await askAtRate(proxy.url, route, PER_SECOND, 1)
      const waits = await askAtRate(proxy.url, route, PER_SECOND, seconds)
      if (round > 0) samples.get(name)?.push(waits)
    }
  const without = samples.get('without') ?? []
  for (const [name, waits] of samples) {
    const failed = waits.reduce((sum, wait) => sum + wait.failed, 0)
    const added = slowest(waits) - slowest(without)
    tell(
      `${PER_SECOND} requests/s, ${name}: p50 / p99 ${slowest(waits, 0.5).toFixed(2)} / ${slowest(waits).toFixed(2)} ms, ` +
        `p99 ${added >= 0 ? '+' : ''}${added.toFixed(2)} ms, ${failed} failed`,
    )
    if (failed > 0) process.exitCode = 1
  }
}

/** Of all rounds together: in one alone, the slowest hundredth is four requests. */
function slowest(waits: readonly Waits[], share = 0.99): number {
  return quantile(
    waits.flatMap(({ ms }) => ms),
    share,
  )
}

function percentText(share = NaN): string {
  return `${(100 * share).toFixed(0)} %`
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
