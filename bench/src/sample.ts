import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, type Child } from '@strangler/demo'
import type { Contestant } from './contestants/contestant.ts'
import { machineCpuSeconds, usageOf } from './cpu-time.ts'
import { load } from './load.ts'
import type { Mode } from './modes.ts'
import type { Processes } from './processes.ts'
import { untilAnswers } from './until-answers.ts'
import { BIG_BYTES, PAGE_BYTES, type Upstream } from './upstream.ts'

/** One contestant in one round. */
export interface Sample {
  readonly requestsPerSecond: number
  readonly p50Ms: number
  readonly p99Ms: number
  readonly failed: number
  /** CPU time of the contestant for each request; NaN for the upstream itself. */
  readonly cpuMicroseconds: number
  /** Resident memory of the contestant; NaN for the upstream itself. */
  readonly residentMb: number
  /** Cores that were busy with something else, the hypervisor included. */
  readonly disturbance: number
}

/** What a sample is taken in. */
export interface Bench {
  readonly processes: Processes
  readonly upstream: Upstream
}

/** A contestant that runs and answers right. */
export interface Running {
  readonly url: string
  /** null: the upstream itself. */
  readonly child: Child | null
  /** Whether its code is compiled while it runs. */
  readonly compiles: boolean
  stop(): Promise<void>
}

// Code that is not yet compiled, and connections that are not yet open, are no part of the figures. Where nothing is
// compiled, or little code runs for much data, that takes less.
function warmUpSeconds({ compiles }: Running, mode: Mode): number {
  return compiles && mode.kind === 'page' ? 2 : 1
}

/** Starts a contestant afresh, lets it warm up, measures it and stops it. */
export async function takeSample(
  bench: Bench,
  contestant: Contestant,
  mode: Mode,
  seconds: number,
): Promise<Sample> {
  const running = await startContestant(bench, contestant, mode)
  try {
    await load(bench.processes, running.url, mode, contestant.routes, warmUpSeconds(running, mode))
    return await measure(bench, running, contestant, mode, seconds)
  } finally {
    await running.stop()
  }
}

/** Starts a contestant in a folder of its own and waits until it gives the right answer. */
export async function startContestant(bench: Bench, contestant: Contestant, mode: Mode): Promise<Running> {
  const { processes, upstream } = bench
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  const port = await freePort()
  const command = await contestant.prepare({ folder, port, upstreams: upstream.ports })
  const child = command ? processes.start('proxy', command, { quiet: true }) : null
  const url = `http://127.0.0.1:${child ? port : upstream.ports.legacy}`
  const stop = async (): Promise<void> => {
    await child?.stop('SIGTERM', 3000)
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const bytes = mode.kind === 'big' ? BIG_BYTES : PAGE_BYTES
    await untilAnswers(url, { path: `/route-0/${mode.kind === 'big' ? 'big' : 'page'}`, bytes }, child)
    return { url, child, compiles: command?.command === process.execPath, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function measure(
  { processes, upstream }: Bench,
  { url, child }: Running,
  { routes }: Contestant,
  mode: Mode,
  seconds: number,
): Promise<Sample> {
  const usages = () =>
    Promise.all([usageOf(child?.pid ?? -1), usageOf(upstream.child.pid), machineCpuSeconds()])
  const [own, behind, all] = await usages()
  const start = performance.now()
  const seen = await load(processes, url, mode, routes, seconds)
  const [ownAfter, behindAfter, allAfter] = await usages()
  const elapsedSeconds = (performance.now() - start) / 1000
  const cpuSeconds = ownAfter.cpuSeconds - own.cpuSeconds
  const known = cpuSeconds + behindAfter.cpuSeconds - behind.cpuSeconds + seen.cpuSeconds
  return {
    requestsPerSecond: seen.requests / seen.seconds,
    p50Ms: seen.p50Ms,
    p99Ms: seen.p99Ms,
    failed: seen.failed,
    cpuMicroseconds: child ? (cpuSeconds / seen.requests) * 1e6 : NaN,
    residentMb: child ? ownAfter.residentMb : NaN,
    disturbance: Math.max(0, allAfter - all - known) / elapsedSeconds,
  }
}
