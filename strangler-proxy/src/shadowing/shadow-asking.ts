import type { Answer } from '@strangler/comparison'
import { SHADOW_HEADER } from '@strangler/migration-plan'
import type { Address } from '../forwarding/address.ts'
import { send, type Order } from '../forwarding/send.ts'
import { AnswerCopy } from './answer-copy.ts'

/** What became of a shadow. */
export interface Shadow {
  readonly answer: Answer
  /** What the upstream says of the mark: `dry-run` that it rolled back, `lost` that it gave way to a user. */
  readonly mark: string | null
}

const WITHIN_MS = 10_000

/** Asks an address what a user asked, once; `onEnd` is told the answer, or null where there is none in time. */
export function askShadow(
  address: Address,
  connectMs: number,
  order: Order,
  onEnd: (shadow: Shadow | null) => void,
): void {
  const copy = new AnswerCopy()
  let isOver = false
  const end = (shadow: Shadow | null): void => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    onEnd(shadow)
  }
  const sending = send(address.pool(connectMs), order, {
    onHead: (status, _, headers) => (status < 200 ? undefined : copy.head(status, headers)),
    onData(chunk) {
      if (copy.data(chunk)) return true
      // The rest is of no use.
      queueMicrotask(() => sending.abort())
      end(shadowOf(copy))
      return true
    },
    onEnd: () => end(shadowOf(copy)),
    onFault: () => end(null),
  })
  const timer = setTimeout(() => {
    sending.abort()
    end(null)
  }, WITHIN_MS)
}

function shadowOf(copy: AnswerCopy): Shadow {
  const answer = copy.end()
  const isMark = ([name]: readonly [string, string]): boolean =>
    name.toLowerCase() === SHADOW_HEADER.toLowerCase()
  const mark = answer.headers.find(isMark)?.[1].trim() ?? null
  return { answer: { ...answer, headers: answer.headers.filter((header) => !isMark(header)) }, mark }
}
