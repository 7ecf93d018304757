import { randomUUID } from 'node:crypto'
import { movesBetween, type Moves, type RouteTable } from '@strangler/migration-plan'
import { messageOf, ProxyError } from '../errors.ts'
import { tlsChecksOf } from '../forwarding/tls-checks.ts'
import type { Log } from '../log.ts'
import { Crew } from './crew.ts'
import type { Member } from './member.ts'
import type { RunningFleet } from './running-fleet.ts'

/** Shorter than the controller waits for an answer. */
const ANSWER_WITHIN_MS = 1500

/**
 * Serves in worker processes, and in this one not at all. A table counts as applied once every one of them serves it.
 * @throws ProxyError ERR_PROXY_WORKERS where they do not start.
 */
export async function serveByWorkers(
  workers: number,
  table: RouteTable | null,
  log: Log,
): Promise<RunningFleet> {
  let current = table !== null && isServable(table, log) ? table : null
  const crew = new Crew({ workers, table: () => current, log })
  const port = await crew.start()

  async function askAll<Answer>(ask: (member: Member) => Promise<Answer>): Promise<readonly Answer[]> {
    const results = await Promise.allSettled(crew.active.map(ask))
    return results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  }

  return {
    port,
    instance: randomUUID(),
    table: () => current,
    async apply(next) {
      assertServable(next)
      const moves = current && movesBetween(current, next)
      const asked = crew.active
      current = next
      const served = await askAll(async (member) => {
        await bring(member, next, moves)
        return member
      })
      // Who ended meanwhile serves nobody, and its successor begins with this table.
      const alive = crew.active
      const late = asked.filter((member) => alive.includes(member) && !served.includes(member)).length
      if (late === 0) return
      const what = `workers: ${late} of ${workers} do not serve version ${next.version} yet`
      throw new ProxyError('ERR_PROXY_WORKERS', what, 'send the table once more')
    },
    async read() {
      await askAll(async (member) => {
        member.last = await member.ask({ kind: 'read' }, ANSWER_WITHIN_MS)
      })
      return crew.counted
    },
    measure: () => askAll((member) => member.ask({ kind: 'measure' }, ANSWER_WITHIN_MS)),
    learn: () => askAll((member) => member.ask({ kind: 'learn' }, ANSWER_WITHIN_MS)),
    stop: () => crew.stop(),
  }
}

/** Moves are a fraction of a table of many routes; a worker that does not serve what they start from gets it whole. */
async function bring(member: Member, table: RouteTable, moves: Moves | null): Promise<void> {
  const whole = (): Promise<unknown> => member.ask({ kind: 'apply', table }, ANSWER_WITHIN_MS)
  await (moves === null ? whole() : member.ask({ kind: 'move', moves }, ANSWER_WITHIN_MS).catch(whole))
}

/** A table that a worker could not serve is refused before any of them hears of it. */
function assertServable({ upstreams }: RouteTable): void {
  for (const upstream of Object.values(upstreams)) tlsChecksOf(upstream, upstream.name)
}

function isServable(table: RouteTable, log: Log): boolean {
  try {
    assertServable(table)
    return true
  } catch (error) {
    log.error('no table from disk; waiting for one', { error: messageOf(error) })
    return false
  }
}
