import { usageOf } from './cpu-time.ts'
import { contestant as stranglerProxy } from './contestants/strangler-proxy.ts'
import { load } from './load.ts'
import { main } from './modes.ts'
import { startContestant, type Bench } from './sample.ts'

export const REQUESTS = 1_000_000
/** On a machine that is too busy for a million, as many as that time allows. */
const AT_MOST_SECONDS = 240

/** Resident memory of our proxy after so many requests. */
export interface MemoryPoint {
  readonly requests: number
  readonly residentMb: number
}

/** Memory of our proxy from its start until it has answered a million requests, in slices of `seconds`. */
export async function runMemory(
  bench: Bench,
  seconds: number,
  tell: (line: string) => void,
): Promise<readonly MemoryPoint[]> {
  const running = await startContestant(bench, stranglerProxy, main)
  try {
    const points: MemoryPoint[] = []
    const deadline = performance.now() + AT_MOST_SECONDS * 1000
    let requests = 0
    for (;;) {
      const { residentMb } = await usageOf(running.child?.pid ?? -1)
      points.push({ requests, residentMb })
      tell(`memory ${requests} requests ${residentMb.toFixed(0)} MB`)
      if (requests >= REQUESTS || performance.now() > deadline) return points
      requests += (await load(bench.processes, running.url, main, stranglerProxy.routes, seconds)).requests
    }
  } finally {
    await running.stop()
  }
}
