import { Worker } from 'node:worker_threads'
import type { Against, Pair } from '@strangler/comparison'
import type { RouteTable } from '@strangler/migration-plan'
import type { Done, Task } from './comparing-thread.ts'
import type { Findings } from './ledger.ts'

/** As many pairs, and as many bytes of them, wait to be compared. */
const MOST_PAIRS = 256
const MOST_BYTES = 64 * 1024 * 1024

/** Compares in a thread of its own, so that the one that serves users never does. */
export interface Comparer {
  /** False where too much waits already. */
  readonly compare: (against: Against, pair: Pair) => boolean
  readonly follow: (table: RouteTable) => void
  readonly take: () => Promise<Findings>
  readonly close: () => Promise<void>
}

const NOTHING: Findings = { findings: [], signatures: [], examples: [] }

/** Begins with the first pair. `onFault` is told when the thread ends by itself; the next pair begins another one. */
export function createComparer(onFault: (error: Error) => void): Comparer {
  let thread: Worker | null = null
  let policies: Task = { kind: 'policies', routes: {} }
  let waiting: number[] = []
  let bytes = 0
  let takers: ((findings: Findings) => void)[] = []

  function begin(): Worker {
    const begun = new Worker(new URL('./comparing-thread.ts', import.meta.url))
    begun.unref()
    begun.on('message', (done: Done) => {
      if (done.kind === 'done') bytes -= waiting.shift() ?? 0
      else takers.shift()?.(done.findings)
    })
    begun.on('error', onFault)
    begun.on('exit', forget)
    begun.postMessage(policies)
    return begun
  }

  function forget(): void {
    for (const taker of takers) taker(NOTHING)
    ;[thread, waiting, bytes, takers] = [null, [], 0, []]
  }

  return {
    compare(against, pair) {
      const size = sizeOf(pair)
      if (waiting.length >= MOST_PAIRS || bytes + size > MOST_BYTES) return false
      thread ??= begin()
      waiting.push(size)
      bytes += size
      thread.postMessage({ kind: 'compare', against, pair } satisfies Task)
      return true
    },
    follow({ routes }) {
      policies = {
        kind: 'policies',
        routes: Object.fromEntries(routes.map((route) => [route.id, route.compare])),
      }
      thread?.postMessage(policies)
    },
    take() {
      if (thread === null) return Promise.resolve(NOTHING)
      thread.postMessage({ kind: 'take' } satisfies Task)
      return new Promise((resolve) => takers.push(resolve))
    },
    async close() {
      await thread?.terminate()
    },
  }
}

function sizeOf({ request, legacy, candidate }: Pair): number {
  return request.body.length + legacy.body.length + candidate.body.length
}
