import { Worker } from 'node:worker_threads'
import type { RouteTable } from '@strangler/migration-plan'
import type { Said, Task } from './comparing-thread.ts'
import type { Findings } from './ledger.ts'
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

/** Begins with the first pair. `onFault` is told when the thread ends by itself; the next pair begins another one. */
export function createComparer(onFault: (error: Error) => void): Comparer {
  const queue = createQueue()
  let thread: Worker | null = null
  let policies: Task = { kind: 'policies', routes: {} }
  let takers: ((findings: Findings) => void)[] = []
  const tell = (task: Task): void => thread?.postMessage(task)

  function hear(said: Said): void {
    if (said.kind === 'taken') takers.shift()?.(said.findings)
    else if (said.kind === 'judged') queue.leave(said.id)
    else queue.askAgain(said.id, (answer) => tell({ kind: 'again', id: said.id, answer }))
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

  return {
    compare(matter) {
      const id = queue.enter(matter)
      if (id === null) return false
      thread ??= begin()
      const { against, pair, own, askAgain } = matter
      tell({ kind: 'compare', id, against, pair, own, mayAskAgain: askAgain !== null })
      return true
    },
    follow({ routes }) {
      policies = {
        kind: 'policies',
        routes: Object.fromEntries(routes.map((route) => [route.id, route.compare])),
      }
      tell(policies)
    },
    take() {
      if (thread === null) return Promise.resolve(NOTHING)
      tell({ kind: 'take' })
      return new Promise((resolve) => takers.push(resolve))
    },
    async close() {
      await thread?.terminate()
    },
  }
}
