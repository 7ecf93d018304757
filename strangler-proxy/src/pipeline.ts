import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerText } from './forwarding/answer.ts'
import { exchange, type OnFault } from './forwarding/exchange.ts'
import { requestIdOf } from './forwarding/request-headers.ts'
import type { Snapshot } from './routing/snapshot.ts'
import type { Tally } from './tally.ts'

export interface PipelineOptions {
  /** What is served now; null before there is a table. */
  readonly current: () => Snapshot | null
  readonly tally: Tally
  readonly onFault: OnFault
}

export type Pipeline = (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean) => void

const MOST_HEADERS = 101

/**
 * The way of a request:
 * 1. It takes one snapshot of the table; without any it is answered 503.
 * 2. What cannot be forwarded as it came is refused.
 * 3. The table decides: refused with 400, denied with 403, or some side's.
 * 4. It is forwarded to that side, and the answer handed back (exchange).
 */
export function createPipeline({ current, tally, onFault }: PipelineOptions): Pipeline {
  return (req, res, expectsContinue) => {
    const requestId = requestIdOf(req)
    // 1. One snapshot.
    const snapshot = current()
    if (!snapshot) {
      tally.answered['no-table']++
      return answerText(res, 503, 'this proxy has no route table yet', requestId)
    }
    // 2. What cannot be forwarded.
    const unfit = unfitness(req)
    if (unfit) {
      tally.answered.refused++
      return answerText(res, unfit[0], unfit[1], requestId)
    }
    // 3. The decision.
    const decision = snapshot.decide({
      method: req.method ?? '',
      target: req.url ?? '',
      headers: req.rawHeaders,
    })
    if (decision.kind === 'refuse') {
      tally.answered.refused++
      return answerText(res, 400, decision.reason, requestId)
    }
    const route = snapshot.served.get(decision.route)
    if (decision.kind === 'deny' || !route) {
      tally.answered.denied++
      return answerText(res, 403, 'this address is not public', requestId)
    }
    // 4. The side's answer.
    const { side, isPinned, host, target, newUser } = decision
    exchange({ req, res, route, side, isPinned, host, target, requestId, newUser, expectsContinue }, onFault)
  }
}

function unfitness(req: IncomingMessage): readonly [status: number, text: string] | null {
  if (req.rawHeaders.length > 2 * MOST_HEADERS) return [431, `there are more than ${MOST_HEADERS} headers`]
  const coding = req.headers['transfer-encoding']
  if (coding === undefined) return null
  if (req.httpVersionMinor === 0) return [400, 'HTTP/1.0 knows no transfer codings']
  return coding.toLowerCase() === 'chunked' ? null : [501, 'no transfer coding but chunked is known']
}
