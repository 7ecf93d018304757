import { Worker } from 'node:worker_threads'
import { areSurelyAlike } from '@strangler/comparison'
import type { RouteTable } from '@strangler/migration-plan'
import type { Said, Task } from './comparing-thread.ts'
import type { Equal, Findings } from './ledger.ts'
import { memoryOf, packAnswer, packPair } from './packed-pair.ts'
import { createQueue, type Matter } from './queue.ts'

/** Compares in a thread of its own, so that the one that serves users never does. */
export interface Comparer {
  /** False where too much waits already. */
  readonly compare: (matter: Matter) => boolean
  readonly follow: (table: RouteTable) => void
  readonly take: () => Promise<Findings>
  readonly close: () => Promise<void>
}

const NOTHING: Findings = { findings: [], signatures: [], examples: [] }
/** So many pairs that are equal at a glance are told to the thread at a time. */
const EQUAL_AT_ONCE = 500

/** Begins with the first pair. `onFault` is told when the thread ends by itself; the next pair begins another one. */
export function createComparer(onFault: (error: Error) => void): Comparer {
  const queue = createQueue()
  let thread: Worker | null = null
  let policies: Task = { kind: 'policies', routes: {} }
  /** Routes whose candidate is to call something by another name. */
  let renaming: ReadonlySet<string> = new Set()
  let equal: Equal[] = []
  let takers: ((findings: Findings) => void)[] = []

  function tell(task: Task, memory: ArrayBuffer[] = []): void {
    thread ??= begin()
    thread.postMessage(task, memory)
  }

  function hear(said: Said): void {
    if (said.kind === 'taken') takers.shift()?.(said.findings)
    else if (said.kind === 'judged') queue.leave(said.id)
    else
      queue.askAgain(said.id, (answer) =>
        thread?.postMessage({
          kind: 'again',
          id: said.id,
          answer: answer && packAnswer(answer),
        } satisfies Task),
      )
  }

  function begin(): Worker {
    const begun = new Worker(new URL('./comparing-thread.ts', import.meta.url))
    begun.unref()
    begun.on('message', hear).on('error', onFault).on('exit', forget)
    begun.postMessage(policies)
    return begun
  }

  function forget(): void {
    for (const taker of takers) taker(NOTHING)
    takers = []
    queue.empty()
    thread = null
  }

  function tellEqual(): void {
    tell({ kind: 'equal', pairs: equal })
    equal = []
  }

  /** Most pairs are equal byte for byte: to see that costs less than to hand them over. */
  function isEqual({ against, route, legacy, candidate }: Matter): boolean {
    if (against === 'candidate' && renaming.has(route)) return false
    if (!areSurelyAlike(legacy, candidate)) return false
    const latency = { legacyMs: legacy.durationMs, candidateMs: candidate.durationMs }
    equal.push({ route, against, at: candidate.at, latency })
    if (equal.length >= EQUAL_AT_ONCE) tellEqual()
    return true
  }

  return {
    compare(matter) {
      if (isEqual(matter)) return true
      const id = queue.enter(matter)
      if (id === null) return false
      const pair = packPair(matter)
      const { against, own, askAgain } = matter
      tell({ kind: 'compare', id, against, pair, own, mayAskAgain: askAgain !== null }, memoryOf(pair))
      return true
    },
    follow({ routes }) {
      policies = {
        kind: 'policies',
        routes: Object.fromEntries(routes.map((route) => [route.id, route.compare])),
      }
      const isRenaming = ({ compare }: RouteTable['routes'][number]): boolean =>
        compare.rules.some(({ kind }) => kind === 'rename')
      renaming = new Set(routes.filter(isRenaming).map(({ id }) => id))
      thread?.postMessage(policies)
    },
    take() {
      if (thread === null && equal.length === 0) return Promise.resolve(NOTHING)
      if (equal.length > 0) tellEqual()
      tell({ kind: 'take' })
      return new Promise((resolve) => takers.push(resolve))
    },
    async close() {
      await thread?.terminate()
    },
  }
}
