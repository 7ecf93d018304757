import type { IncomingMessage, ServerResponse } from 'node:http'
import { answerSocket, answerText } from './forwarding/answer.ts'
import { exchange } from './forwarding/exchange.ts'
import type { OnFault, OnServed } from './forwarding/outcome.ts'
import { requestIdOf } from './forwarding/request-headers.ts'
import type { IsTrusted } from './forwarding/trusted-peers.ts'
import { upgrade } from './forwarding/upgrade.ts'
import type { Snapshot } from './routing/snapshot.ts'
import { verdictOn } from './routing/verdict.ts'
import type { Shadowing } from './shadowing/shadowing.ts'
import type { Tally } from './tally.ts'

export interface PipelineOptions {
  /** What is served now; null before there is a table. */
  readonly current: () => Snapshot | null
  readonly tally: Tally
  readonly onFault: OnFault
  readonly onServed: OnServed | null
  readonly isTrusted: IsTrusted
  readonly shadowing: Shadowing
}

export interface Pipeline {
  readonly request: (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean) => void
  readonly upgrade: (req: IncomingMessage, head: Buffer) => void
}

/**
 * The way of a request:
 * 1. It gets an id, and takes one snapshot of the table.
 * 2. It is judged: refused, denied, or some side's (verdictOn).
 * 3. What goes no further is answered here.
 * 4. The rest is forwarded to its side, and the answer handed back (exchange), or both are joined (upgrade).
 * 5. A sample is watched, and the other side asked too (shadowing).
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { current, tally, onFault, onServed, isTrusted, shadowing } = options
  return {
    request(req, res, expectsContinue) {
      const requestId = requestIdOf(req)
      const verdict = verdictOn(req, current())
      if (verdict.kind === 'answer') {
        tally.answered[verdict.why]++
        // What follows on the connection may be part of what was refused.
        if (verdict.why === 'refused') res.shouldKeepAlive = false
        answerText(res, verdict.status, verdict.text, requestId)
      } else {
        const witness = shadowing.witness(verdict.to, req, requestId)
        const told = { req, res, requestId, isTrusted, expectsContinue, onServed, witness }
        exchange({ ...verdict.to, ...told }, onFault)
      }
    },
    upgrade(req, head) {
      const requestId = requestIdOf(req)
      const verdict = verdictOn(req, current())
      if (verdict.kind === 'answer') {
        tally.answered[verdict.why]++
        answerSocket(req.socket, verdict.status, verdict.text, requestId)
      } else upgrade({ ...verdict.to, req, head, requestId, isTrusted }, onFault)
    },
  }
}
