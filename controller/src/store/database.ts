import { Kysely, PostgresDialect, type Generated, type GeneratedAlways, type JSONColumnType } from 'kysely'
import pg from 'pg'
import type { Stage } from '@strangler/migration-plan'
import { ControllerError, messageOf } from '../errors.ts'
import type { BigInteger } from './big-integer.ts'
import type { ComparisonSchema } from './comparisons/comparison-schema.ts'

export interface Schema extends ComparisonSchema {
  route_table: { single: GeneratedAlways<boolean>; version: BigInteger; plan_digest: string | null }
  standing: { route: string; stage: Stage; weight: number; version: BigInteger; since: Date }
  restraint: { route: string; kind: string; content: string | null; at: Date }
  step: {
    id: string
    number: GeneratedAlways<string>
    at: Date
    action: string
    who: string
    why: string | null
    route: string
    from_weight: number
    to_weight: number
    version: BigInteger
    from_stage: string | null
    to_stage: string | null
    evidence: string | null
    hash: string | null
  }
  plane: { name: string; instance: string }
  leader: { single: GeneratedAlways<boolean>; name: string; url: string; since: Date }
  refused_call: {
    minute: Date
    client: string
    operation: string
    status: number
    claimed: string | null
    last_at: Date
    count: BigInteger
  }
  notification: {
    id: GeneratedAlways<string>
    receiver: string
    at: Date
    body: string
    attempts: Generated<number>
    next_at: Generated<Date>
  }
  notified: { single: GeneratedAlways<boolean>; step: BigInteger }
  legacy_source: {
    name: string
    watched_since: Date
    seen_at: Date
    note: string | null
    mark: string
    checks: BigInteger
  }
  legacy_caller: {
    source: string
    route: string
    client: string
    agent: string
    path: string
    count: BigInteger
    first_seen: Date
    last_seen: Date
  }
  traffic_window: {
    route: string
    at: Date
    seconds: number
    legacy_requests: BigInteger
    legacy_errors: BigInteger
    legacy_durations: JSONColumnType<Readonly<Record<string, number>>>
    candidate_requests: BigInteger
    candidate_errors: BigInteger
    candidate_durations: JSONColumnType<Readonly<Record<string, number>>>
  }
  kept_answer: { key: string; call: string; at: Date; answer: string | null }
}

export type Database = Kysely<Schema>

/** Longest that one query may take, client and server side: a command never waits on a hanging database. */
const QUERY_WITHIN_MS = 3000
const CONNECT_WITHIN_MS = 2000

/** What every connection of the controller has in common. */
export function connectionSettings(url: string): pg.ClientConfig {
  return {
    connectionString: url,
    application_name: 'strangler-controller',
    connectionTimeoutMillis: CONNECT_WITHIN_MS,
    query_timeout: QUERY_WITHIN_MS,
    statement_timeout: QUERY_WITHIN_MS,
    keepAlive: true,
  }
}

/** Opens the pool; nothing is connected yet, so a database that is down is no fault here. */
export function openDatabase(url: string, onLost: (why: string) => void): Database {
  // A connection that a silent network swallowed is not kept for long.
  const pool = new pg.Pool({ ...connectionSettings(url), max: 4, maxLifetimeSeconds: 60 })
  const tell = (error: Error): void => onLost(messageOf(error))
  pool.on('error', tell)
  // The pool listens to idle clients only: between two statements of a transaction an 'error' event would end the process.
  pool.on('connect', (client) => client.on('error', tell))
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
}

const UNDEFINED_TABLE = '42P01'

/** What a failed query means to the caller; our own errors pass through. */
export function databaseError(thrown: unknown): ControllerError {
  if (thrown instanceof ControllerError) return thrown
  if (thrown instanceof pg.DatabaseError && thrown.code === UNDEFINED_TABLE)
    return new ControllerError(
      'ERR_DATABASE_SCHEMA',
      "database: the controller's tables are missing",
      'run controller/src/migrate.ts with the same DATABASE_URL',
      { cause: thrown },
    )
  return new ControllerError(
    'ERR_DATABASE_DOWN',
    `database: ${messageOf(thrown)}`,
    'see that PostgreSQL runs and that DATABASE_URL is right; rollback works without it',
    { cause: thrown },
  )
}

/** Whether PostgreSQL refused what a query holds (data exception, limit exceeded), so that trying again is in vain. */
export function isValueRefused(error: unknown): boolean {
  const cause = error instanceof ControllerError ? error.cause : error
  return cause instanceof pg.DatabaseError && /^(22|54)/.test(cause.code ?? '')
}
