import { sql } from 'kysely'
import { databaseError, type Database } from './database.ts'

/** Calls that were refused in one minute, alike in all but the moment. */
export interface RefusedCalls {
  readonly minute: Date
  /** Address, or the network that its owner has to itself. */
  readonly client: string
  /** Method and path of the operation, parameters as `{name}`. */
  readonly operation: string
  readonly status: number
  /** Whom the last of them said to act for; nobody checked that. */
  readonly claimed: string | null
  readonly lastAt: Date
  readonly count: number
}

/** Of a key: it is the caller's now, or what is known of it already; no answer, and the call has no known end. */
export type Claim = 'claimed' | { readonly call: string; readonly answer: string | null }

/** What the database holds of calls. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export interface CallStore {
  /** Adds to what is counted already. */
  addRefused: (calls: readonly RefusedCalls[]) => Promise<void>
  /** Latest first. */
  refused: (limit: number) => Promise<readonly RefusedCalls[]>
  claim: (key: string, call: string) => Promise<Claim>
  keep: (key: string, call: string, answer: string) => Promise<void>
  /** Gives a claimed key back. */
  release: (key: string) => Promise<void>
  /** Lets go of answers and refused calls that are older. */
  prune: (before: { readonly answers: Date; readonly refused: Date }) => Promise<void>
}

const MOST_REFUSED_ROWS = 100_000

export function createCallStore(db: Database): CallStore {
  return {
    addRefused: (calls) => explained(addRefused(db, calls)),
    refused: (limit) => explained(readRefused(db, limit)),
    claim: (key, call) => explained(claim(db, key, call)),
    keep: (key, call, answer) => explained(keep(db, key, call, answer)),
    release: (key) => explained(release(db, key)),
    prune: (before) => explained(prune(db, before)),
  }
}

async function addRefused(db: Database, calls: readonly RefusedCalls[]): Promise<void> {
  if (calls.length === 0) return
  await db
    .insertInto('refused_call')
    .values(calls.map(({ lastAt, ...call }) => ({ ...call, last_at: lastAt })))
    .onConflict((conflict) =>
      conflict.columns(['minute', 'client', 'operation', 'status']).doUpdateSet((row) => ({
        count: sql`refused_call.count + excluded.count`,
        claimed: row.ref('excluded.claimed'),
        last_at: sql`greatest(refused_call.last_at, excluded.last_at)`,
      })),
    )
    .execute()
}

async function readRefused(db: Database, limit: number): Promise<readonly RefusedCalls[]> {
  const rows = await db
    .selectFrom('refused_call')
    .selectAll()
    .orderBy('last_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ last_at, count, ...row }) => ({ ...row, lastAt: last_at, count: Number(count) }))
}

async function claim(db: Database, key: string, call: string): Promise<Claim> {
  const taken = await db
    .insertInto('kept_answer')
    .values({ key, call, at: new Date() })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('key')
    .executeTakeFirst()
  if (taken) return 'claimed'
  const kept = await db
    .selectFrom('kept_answer')
    .select(['call', 'answer'])
    .where('key', '=', key)
    .executeTakeFirst()
  // It was given back in the meantime.
  return kept ?? claim(db, key, call)
}

async function keep(db: Database, key: string, call: string, answer: string): Promise<void> {
  await db
    .insertInto('kept_answer')
    .values({ key, call, answer, at: new Date() })
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ answer }))
    .execute()
}

async function release(db: Database, key: string): Promise<void> {
  await db.deleteFrom('kept_answer').where('key', '=', key).where('answer', 'is', null).execute()
}

async function prune(db: Database, { answers, refused }: Parameters<CallStore['prune']>[0]): Promise<void> {
  await db.deleteFrom('kept_answer').where('at', '<', answers).execute()
  await db.deleteFrom('refused_call').where('minute', '<', refused).execute()
  await sql`
    delete from refused_call where minute < (
      select minute from refused_call order by minute desc offset ${MOST_REFUSED_ROWS} limit 1)`.execute(db)
}

async function explained<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (thrown) {
    throw databaseError(thrown)
  }
}
