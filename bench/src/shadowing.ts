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
 * neighbours, and waits medians of the samples: `node bench/src/shadowing.ts [rounds, default 5]`.
 */
const PER_SECOND = 200
const rounds = Number(process.argv[2] ?? 5)
const { path, seconds } = readConfig()
const processes = createProcesses(await findCores(path), path)
const folder = await mkdtemp(join(tmpdir(), 'shadowing-'))
try {
  const { ports } = await startUpstream(folder, processes)
  const proxy = await startShadowingProxy(processes, ports)
  await measureThroughput('equal pages', main, proxy, ports.candidate)
  await measureThroughput('pages with tokens', forms, proxy, ports.candidate)
  await measureWaits(proxy, ports.candidate)
} finally {
  await processes.close()
  await rm(folder, { recursive: true, force: true })
}

async function measureThroughput(
  what: string,
  mode: Mode,
  proxy: ShadowingProxy,
  candidate: number,
): Promise<void> {
  const sample = async (percent: number): Promise<number> => {
    await proxy.shadow(percent, candidate)
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

async function measureWaits(proxy: ShadowingProxy, candidate: number): Promise<void> {
  const cases = [{ name: 'well', port: candidate }, ...(await startBadCandidates(processes))]
  const shadowed = new Map(cases.map(({ name }) => [name, [] as Waits[]]))
  const without: Waits[] = []
  const sample = async (percent: number, port: number): Promise<Waits> => {
    await proxy.shadow(percent, port)
    await askAtRate(proxy.url, PER_SECOND, 1)
    return askAtRate(proxy.url, PER_SECOND, seconds)
  }
  for (let round = 0; round < rounds * 2; round++) {
    without.push(await sample(0, candidate))
    for (const { name, port } of cases) shadowed.get(name)?.push(await sample(100, port))
  }
  tell(`${PER_SECOND} requests/s: p50 / p99 without shadowing ${waitText(without)} ms`)
  for (const [name, waits] of shadowed) {
    const added = waitOf(waits, 0.99) - waitOf(without, 0.99)
    const failed = waits.reduce((sum, wait) => sum + wait.failed, 0)
    tell(
      `  candidate ${name}: p50 / p99 ${waitText(waits)} ms, p99 ${added >= 0 ? '+' : ''}${added.toFixed(2)} ms, ${failed} failed`,
    )
    if (failed > 0) process.exitCode = 1
  }
}

/** Median of the samples: one that the machine disturbs has a p99 of any length. */
function waitOf(waits: readonly Waits[], share: number): number {
  return median(waits.map(({ ms }) => quantile(ms, share)))
}

function waitText(waits: readonly Waits[]): string {
  return [waitOf(waits, 0.5), waitOf(waits, 0.99)].map((ms) => ms.toFixed(2)).join(' / ')
}

function percentText(share = NaN): string {
  return `${(100 * share).toFixed(0)} %`
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
