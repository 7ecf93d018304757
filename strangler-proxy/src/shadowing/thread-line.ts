import { Worker } from 'node:worker_threads'
import type { RouteTable } from '@strangler/migration-plan'
import type { Said, Task } from './comparing-thread.ts'

/** The line to the thread that compares; the first task begins one, and so does the next one after it ended by itself. */
export interface ThreadLine {
  readonly isOpen: () => boolean
  /** `memory` is handed over with it. */
  readonly tell: (task: Task, memory?: ArrayBuffer[]) => void
  /** By which policies pairs are compared from now on. */
  readonly follow: (table: RouteTable) => void
  readonly close: () => Promise<void>
}

export interface ThreadEvents {
  readonly onSaid: (said: Said) => void
  readonly onFault: (error: Error) => void
  /** What it was told and did not answer is lost. */
  readonly onEnd: () => void
}

export function createThreadLine({ onSaid, onFault, onEnd }: ThreadEvents): ThreadLine {
  let thread: Worker | null = null
  let policies: Task = { kind: 'policies', routes: {} }

  function begin(): Worker {
    const begun = new Worker(new URL('./comparing-thread.ts', import.meta.url))
    begun.unref()
    begun.on('message', onSaid).on('error', onFault)
    begun.on('exit', () => {
      thread = null
      onEnd()
    })
    begun.postMessage(policies)
    return begun
  }

  return {
    isOpen: () => thread !== null,
    tell(task, memory = []) {
      thread ??= begin()
      thread.postMessage(task, memory)
    },
    follow({ routes }) {
      policies = {
        kind: 'policies',
        routes: Object.fromEntries(routes.map((route) => [route.id, route.compare])),
      }
      thread?.postMessage(policies)
    },
    async close() {
      await thread?.terminate()
    },
  }
}
