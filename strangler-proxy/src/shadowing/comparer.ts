import type { RouteTable } from '@strangler/migration-plan'
import type { Said } from './comparing-thread.ts'
import { createEqualPairs } from './equal-pairs.ts'
import type { Findings } from './ledger.ts'
import { memoryOf, packAnswer, packPair } from './packed-pair.ts'
import { createQueue, type Matter } from './queue.ts'
import { createThreadLine } from './thread-line.ts'

/** Compares in a thread of its own, so that the one that serves users never does. */
export interface Comparer {
  /** Whether so much waits that there is no use in asking for more. */
  readonly isFull: () => boolean
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
  const line = createThreadLine({ onSaid, onFault, onEnd: forget })
  const equal = createEqualPairs((pairs) => line.tell({ kind: 'equal', pairs }))
  let takers: ((findings: Findings) => void)[] = []

  function onSaid(said: Said): void {
    if (said.kind === 'taken') takers.shift()?.(said.findings)
    else if (said.kind === 'judged') for (const id of said.ids) queue.leave(id)
    else askAgain(said.id)
  }

  function askAgain(id: number): void {
    queue.askAgain(id, (answer) => {
      if (line.isOpen()) line.tell({ kind: 'again', id, answer: answer && packAnswer(answer) })
    })
  }

  function forget(): void {
    for (const taker of takers) taker(NOTHING)
    takers = []
    queue.empty()
  }

  return {
    isFull: queue.isFull,
    compare(matter) {
      if (equal.note(matter)) return true
      const id = queue.enter(matter)
      if (id === null) return false
      const pair = packPair(matter)
      const { against, own } = matter
      const mayAskAgain = matter.askAgain !== null
      line.tell({ kind: 'compare', id, against, pair, own, mayAskAgain }, memoryOf(pair))
      return true
    },
    follow(table) {
      equal.follow(table)
      line.follow(table)
    },
    take() {
      equal.tellAll()
      if (!line.isOpen()) return Promise.resolve(NOTHING)
      line.tell({ kind: 'take' })
      return new Promise((resolve) => takers.push(resolve))
    },
    close: () => line.close(),
  }
}
