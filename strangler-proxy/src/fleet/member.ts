import cluster, { type Worker } from 'node:cluster'
import { ProxyError } from '../errors.ts'
import type { Reading } from '../reading.ts'
import { READY_ID, type Answers, type Letter, type Order, type Reply } from './messages.ts'

type Settle = (reply: Reply) => void

/** How a worker ended. */
export interface End {
  readonly code: number | null
  readonly signal: string | null
}

/** A worker process, as the primary sees it. */
export class Member {
  /** What it counted when it was last asked. */
  last: Reading | null = null
  /** Once it takes orders. */
  readonly ready: Promise<unknown>
  readonly ended: Promise<End>
  private readonly worker: Worker = cluster.fork()
  private readonly waiting = new Map<number, Settle>()
  private lastId = READY_ID

  /** Begins a process, that has so long to be ready. */
  constructor(readyWithinMs: number) {
    this.ready = this.reply(READY_ID, readyWithinMs)
    // Writing to one that is being killed fails; its end follows, and tells all.
    this.worker.on('error', () => undefined)
    this.worker.on('message', (reply: Reply) => this.waiting.get(reply.id)?.(reply))
    this.ended = new Promise((resolve) => {
      this.worker.once('exit', (code: number | null, signal: string | null) => {
        for (const [id, settle] of this.waiting) settle({ id, fault: 'it ended' })
        resolve({ code, signal })
      })
    })
  }

  /** @throws ProxyError ERR_PROXY_WORKERS if it cannot, ends, or takes longer. */
  ask<Kind extends Order['kind']>(
    order: Extract<Order, { kind: Kind }>,
    withinMs: number,
  ): Promise<Answers[Kind]> {
    const id = ++this.lastId
    const answered = this.reply(id, withinMs)
    if (this.worker.isConnected()) this.worker.send({ id, order } satisfies Letter)
    else this.waiting.get(id)?.({ id, fault: 'it ended' })
    return answered as Promise<Answers[Kind]>
  }

  kill(signal: NodeJS.Signals): void {
    this.worker.process.kill(signal)
  }

  private reply(id: number, withinMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle: Settle = (reply) => {
        clearTimeout(timer)
        this.waiting.delete(id)
        if ('answer' in reply) resolve(reply.answer)
        else reject(new ProxyError('ERR_PROXY_WORKERS', `worker: ${reply.fault}`, 'look into the log'))
      }
      const timer = setTimeout(() => settle({ id, fault: `no answer within ${withinMs} ms` }), withinMs)
      this.waiting.set(id, settle)
    })
  }
}
