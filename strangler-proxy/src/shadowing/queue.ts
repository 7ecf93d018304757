import type { Against } from '@strangler/comparison'
import type { Side } from '@strangler/migration-plan'
import type { CopiedAnswer } from './answer-copy.ts'

/** As many pairs, and as many bytes of them, wait to be compared. */
const MOST_PAIRS = 256
const MOST_BYTES = 64 * 1024 * 1024

/** Two answers to be compared. */
export interface Matter {
  readonly against: Against
  readonly route: string
  readonly request: KeptRequest
  readonly legacy: CopiedAnswer
  readonly candidate: CopiedAnswer
  /** Whose answer the user got. */
  readonly own: Side
  /** Asks that side once more, where that does no harm: it tells the new answer, or null. */
  readonly askAgain: ((onEnd: (answer: CopiedAnswer | null) => void) => void) | null
}

/** What both sides were asked, as it was kept. */
export interface KeptRequest {
  readonly method: string
  readonly target: string
  /** Names and values in turn. */
  readonly headers: readonly string[]
  readonly body: readonly Buffer[]
}

/** What waits to be compared, within bounds. */
export interface Queue {
  readonly isFull: () => boolean
  /** The number of the pair; null where there is no room. */
  readonly enter: (matter: Matter) => number | null
  readonly leave: (id: number) => void
  /** Has the side that answered the user asked once more. */
  readonly askAgain: (id: number, onEnd: (answer: CopiedAnswer | null) => void) => void
  readonly empty: () => void
}

export function createQueue(): Queue {
  const waiting = new Map<number, { readonly bytes: number; readonly askAgain: Matter['askAgain'] }>()
  let lastId = 0
  let bytes = 0
  return {
    isFull: () => waiting.size >= MOST_PAIRS,
    enter(matter) {
      const { askAgain } = matter
      const size = sizeOf(matter)
      if (waiting.size >= MOST_PAIRS || bytes + size > MOST_BYTES) return null
      waiting.set(++lastId, { bytes: size, askAgain })
      bytes += size
      return lastId
    },
    leave(id) {
      bytes -= waiting.get(id)?.bytes ?? 0
      waiting.delete(id)
    },
    askAgain: (id, onEnd) => waiting.get(id)?.askAgain?.(onEnd),
    empty() {
      waiting.clear()
      bytes = 0
    },
  }
}

function sizeOf({ request, legacy, candidate }: Matter): number {
  const asked = request.body.reduce((sum, { length }) => sum + length, 0)
  return asked + legacy.body.length + candidate.body.length
}
