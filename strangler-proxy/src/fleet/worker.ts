import type { Worker } from 'node:cluster'
import { moveTable, type Moves, type RouteTable } from '@strangler/migration-plan'
import type { Config } from '../config.ts'
import { messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import { createProcessMetrics } from '../process-metrics.ts'
import type { Share } from '../proxy.ts'
import { stopOnSignals } from '../stop-on-signals.ts'
import { createDoor, type Door } from './door.ts'
import { READY_ID, type Answers, type Letter, type Order, type Reply } from './messages.ts'

/** Serves requests as one of several processes, as the primary orders. Node ends it when the primary ends. */
export function runWorker(worker: Worker, config: Config, log: Log): void {
  const measure = createProcessMetrics()
  let door: Door | null = null

  function start(share: Share, table: RouteTable | null): Promise<number> {
    door = createDoor(config, log, share)
    stopOnSignals(door.close)
    if (table !== null) door.proxy.apply(table)
    return door.open()
  }

  async function obey(order: Order): Promise<Answers[Order['kind']]> {
    if (order.kind === 'start') return start(order.share, order.table)
    if (order.kind === 'measure') return measure()
    if (door === null) throw new TypeError(`${order.kind} came before start`)
    if (order.kind === 'read') return door.proxy.read()
    if (order.kind === 'learn') return door.proxy.shadowing.take()
    door.proxy.apply(order.kind === 'apply' ? order.table : movedTable(door.proxy.table(), order.moves))
    return null
  }

  const reply = (message: Reply): void => {
    worker.send(message, () => undefined)
  }
  worker.on('message', ({ id, order }: Letter) => {
    obey(order).then(
      (answer) => reply({ id, answer }),
      (error: unknown) => reply({ id, fault: messageOf(error) }),
    )
  })
  reply({ id: READY_ID, answer: null })
}

function movedTable(served: RouteTable | null, moves: Moves): RouteTable {
  const moved = served && moveTable(served, moves)
  if (moved?.ok === true) return moved.table
  throw new TypeError(moved?.reason ?? 'there is no table to move')
}
