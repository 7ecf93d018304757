import { Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { messageOf } from '../errors.ts'
import { connectionSettings } from './database.ts'

/** A connection that notices its own loss, for what must not outlive it. */
export interface LockConnection {
  readonly client: pg.Client
  /** Aborted when the connection is gone. */
  readonly lost: AbortController
  /** Why it was lost, or else what was thrown. */
  reason(thrown: unknown): string
  /** Ends within half a second, whatever the server does. */
  end(): Promise<void>
}

/** Not connected yet: `client.connect()` does that. */
export function openLockConnection(url: string): LockConnection {
  const socket = new Socket()
  const client = new pg.Client({ ...connectionSettings(url), stream: () => socket })
  const lost = new AbortController()
  client.on('error', (error) => lost.abort(error))
  client.on('end', () => lost.abort())
  return {
    client,
    lost,
    reason: (thrown) => messageOf(lost.signal.aborted ? lost.signal.reason : thrown),
    async end() {
      const bound = new AbortController()
      await Promise.race([
        client.end().catch(() => undefined),
        pause(500, undefined, { signal: bound.signal }).catch(() => undefined),
      ])
      bound.abort()
      // A hanging server never says goodbye.
      socket.destroy()
    },
  }
}
