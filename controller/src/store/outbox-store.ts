import { sql } from 'kysely'
import { databaseError, type Database } from './database.ts'

/** Something to be told to a receiver. */
export interface Message {
  /** Digest of its address: addresses of hooks are secrets. */
  readonly receiver: string
  readonly at: Date
  /** JSON. */
  readonly body: string
}

export interface WaitingMessage extends Message {
  readonly id: string
  /** How often it was tried before. */
  readonly attempts: number
}

/** A step as it is told of. */
export interface ToldStep {
  readonly at: Date
  readonly action: string
  readonly who: string
  readonly why: string | null
  readonly route: string
  readonly from: number
  readonly to: number
  readonly version: number
}

/** What is still to be told. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export interface OutboxStore {
  /** Takes messages up, and those of all steps that none was made of yet, together or not at all. */
  takeUp: (messages: readonly Message[], ofStep: (step: ToldStep) => readonly Message[]) => Promise<void>
  /** The oldest message of a receiver, if it is due; nobody else gets it before `untilMs` have passed. */
  next: (receiver: string, untilMs: number) => Promise<WaitingMessage | null>
  /** Puts a message off, whose receiver was not reached. */
  putOff: (id: string, byMs: number) => Promise<void>
  remove: (id: string) => Promise<void>
  waiting: () => Promise<number>
  /** Gives how many were let go: older ones, and the oldest beyond what is kept. */
  prune: (before: Date) => Promise<number>
}

const MOST_WAITING = 10_000
const MOST_STEPS_AT_ONCE = 500

export function createOutboxStore(db: Database): OutboxStore {
  return {
    takeUp: (messages, ofStep) => explained(takeUp(db, messages, ofStep)),
    next: (receiver, untilMs) => explained(next(db, receiver, untilMs)),
    putOff: (id, byMs) => explained(putOff(db, id, byMs)),
    remove: (id) => explained(remove(db, id)),
    waiting: () => explained(waiting(db)),
    prune: (before) => explained(prune(db, before)),
  }
}

async function takeUp(
  db: Database,
  messages: readonly Message[],
  ofStep: (step: ToldStep) => readonly Message[],
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // What happened before anybody was to be told is not told.
    await trx
      .insertInto('notified')
      .columns(['step'])
      .expression((query) =>
        query
          .selectFrom('step')
          .select((row) => sql<number>`coalesce(${row.fn.max('number')}, 0)`.as('step')),
      )
      .onConflict((conflict) => conflict.column('single').doNothing())
      .execute()
    const { step } = await trx.selectFrom('notified').select('step').forUpdate().executeTakeFirstOrThrow()
    const steps = await trx
      .selectFrom('step')
      .select(['number', 'at', 'action', 'who', 'why', 'route', 'from_weight', 'to_weight', 'version'])
      .where('number', '>', step)
      .orderBy('number')
      .limit(MOST_STEPS_AT_ONCE)
      .execute()
    const told = steps.flatMap(({ at, action, who, why, route, from_weight: from, to_weight: to, version }) =>
      ofStep({ at, action, who, why, route, from, to, version: Number(version) }),
    )
    const all = [...messages, ...told].toSorted((one, other) => one.at.getTime() - other.at.getTime())
    if (all.length > 0) await trx.insertInto('notification').values(all).execute()
    const last = steps.at(-1)
    if (last)
      await trx
        .updateTable('notified')
        .set({ step: Number(last.number) })
        .execute()
  })
}

async function next(db: Database, receiver: string, untilMs: number): Promise<WaitingMessage | null> {
  const { rows } = await sql<WaitingMessage>`
    update notification set next_at = now() + ${untilMs} * interval '1 ms', attempts = attempts + 1
    where id = (select id from notification where receiver = ${receiver} order by id limit 1) and next_at <= now()
    returning id, receiver, at, body, attempts - 1 as attempts`.execute(db)
  return rows[0] ?? null
}

async function putOff(db: Database, id: string, byMs: number): Promise<void> {
  await db
    .updateTable('notification')
    .set({ next_at: sql`now() + ${byMs} * interval '1 ms'` })
    .where('id', '=', id)
    .execute()
}

async function remove(db: Database, id: string): Promise<void> {
  await db.deleteFrom('notification').where('id', '=', id).execute()
}

async function waiting(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('notification')
    .select((row) => row.fn.countAll<string>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(count)
}

async function prune(db: Database, before: Date): Promise<number> {
  const old = await db.deleteFrom('notification').where('at', '<', before).executeTakeFirst()
  const beyond = await sql`
    delete from notification where id <= (
      select id from notification order by id desc offset ${MOST_WAITING} limit 1)`.execute(db)
  return Number(old.numDeletedRows) + Number(beyond.numAffectedRows ?? 0)
}

async function explained<T>(query: Promise<T>): Promise<T> {
  try {
    return await query
  } catch (thrown) {
    throw databaseError(thrown)
  }
}
