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
import { median, medianRatio } from './statistics.ts'
import { startUpstream } from './upstream.ts'

/*
 * What shadowing every request costs users: throughput with and without it, and how much longer the slowest hundredth waits
 * at 200 requests a second, also where the candidate is dead, hangs or never ends its answers. One process throughout, on one
 * core, that is told another table for each sample; samples with and without are interleaved, and ratios and differences
 * are those of neighbours: `node bench/src/shadowing.ts [rounds, default 5]`.
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
  const bad = await startBadCandidates()
  try {
    const cases = [{ name: 'well', port: candidate }, ...bad]
    const more = new Map(cases.map(({ name }) => [name, [] as Waits[]]))
    const without: Waits[] = []
    const sample = async (percent: number, port: number): Promise<Waits> => {
      await proxy.shadow(percent, port)
      await askAtRate(proxy.url, PER_SECOND, 0.5)
      return askAtRate(proxy.url, PER_SECOND, seconds * 2)
    }
    for (let round = 0; round < rounds; round++) {
      without.push(await sample(0, candidate))
      for (const { name, port } of cases) more.get(name)?.push(await sample(100, port))
    }
    tell(`${PER_SECOND} requests/s: p50 / p99 without shadowing ${waitText(without)} ms`)
    for (const [name, waits] of more) {
      const added = median(waits.map(({ p99Ms }, at) => p99Ms - (without[at]?.p99Ms ?? NaN)))
      const failed = waits.reduce((sum, wait) => sum + wait.failed, 0)
      tell(
        `  candidate ${name}: p50 / p99 ${waitText(waits)} ms, p99 ${added >= 0 ? '+' : ''}${added.toFixed(2)} ms, ${failed} failed`,
      )
      if (failed > 0) process.exitCode = 1
    }
  } finally {
    for (const each of bad) each.close()
  }
}

function waitText(waits: readonly Waits[]): string {
  return [median(waits.map(({ p50Ms }) => p50Ms)), median(waits.map(({ p99Ms }) => p99Ms))]
    .map((ms) => ms.toFixed(2))
    .join(' / ')
}

function percentText(share = NaN): string {
  return `${(100 * share).toFixed(0)} %`
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`)
}
