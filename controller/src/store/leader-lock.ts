import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { openLockConnection, type LockConnection } from './lock-connection.ts'

/** Standing of this controller among its like; `cut-off` while it cannot reach the database. */
export type Tenure = 'leader' | 'standby' | 'cut-off'

export interface LeaderLockOptions {
  readonly url: string
  /** How other controllers and their users are told of this one. */
  readonly name: string
  readonly baseUrl: string
  /** Called with the lock held, before the tenure becomes `leader`; if it throws, the lock is given back. */
  readonly onGain: () => Promise<void>
  readonly onChange: (tenure: Tenure, why: string) => void
  /** How often the lock is asked for, and looked after (milliseconds). Default is 1000. */
  readonly everyMs?: number
}

export interface LeaderLock {
  tenure(): Tenure
  close(): Promise<void>
}

/** Any number that every controller of one database shares and nothing else there uses: "strangle" in ASCII. */
const LOCK = '8319400174449814629'
const RETRY_AFTER_MS = 500

/**
 * Takes part in the election: PostgreSQL's session advisory lock, held by a connection of its own, so that the
 * lock falls with the process that holds it.
 */
export function joinElection(options: LeaderLockOptions): LeaderLock {
  const stopped = new AbortController()
  const isStopped = (): boolean => stopped.signal.aborted
  let tenure: Tenure = 'cut-off'
  let reason = ''

  function become(next: Tenure, why: string): void {
    if (next === tenure && why === reason) return
    tenure = next
    reason = why
    options.onChange(next, why)
  }

  async function run(): Promise<void> {
    while (!isStopped()) {
      const connection = openLockConnection(options.url)
      let hadRole = false
      try {
        await connection.client.connect()
        await serveTerm(connection, options, stopped.signal, become)
      } catch (thrown) {
        hadRole = tenure !== 'cut-off'
        if (!isStopped()) become('cut-off', connection.reason(thrown))
      } finally {
        await connection.end()
      }
      // A connection that was lost is replaced at once; a database that refuses is not hurried.
      const waitMs = hadRole ? 0 : RETRY_AFTER_MS
      await pause(waitMs, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
  }

  const running = run()
  return {
    tenure: () => tenure,
    async close() {
      stopped.abort()
      await running
    },
  }
}

/** Asks for the lock and looks after it, until the connection is lost or the election left; always throws. */
async function serveTerm(
  { client, lost }: LockConnection,
  options: LeaderLockOptions,
  stopped: AbortSignal,
  become: (tenure: Tenure, why: string) => void,
): Promise<never> {
  const { everyMs = 1000 } = options
  const signal = AbortSignal.any([lost.signal, stopped])
  let holds = false
  for (;;) {
    if (holds) await client.query('select 1')
    else if (await tryLock(client)) {
      holds = true
      await options.onGain()
      await announce(client, options)
      // The connection may have gone while the new leader settled in: then it leads no more.
      signal.throwIfAborted()
      become('leader', 'holds the lock')
    } else become('standby', 'another controller holds the lock')
    await pause(everyMs, undefined, { signal })
  }
}

async function tryLock(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [LOCK])
  return rows[0]?.held === true
}

async function announce(client: pg.Client, { name, baseUrl }: LeaderLockOptions): Promise<void> {
  await client.query(
    `insert into leader (name, url, since) values ($1, $2, now())
     on conflict (single) do update set name = excluded.name, url = excluded.url, since = excluded.since`,
    [name, baseUrl],
  )
}
