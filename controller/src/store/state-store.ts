import type { Standing } from '@strangler/migration-plan'
import { sql, type Transaction } from 'kysely'
import { ControllerError } from '../errors.ts'
import { databaseError, type Database, type Schema } from './database.ts'

export type Action = 'set' | 'shadow' | 'rollback' | 'adopt' | 'retire'

/** One line of the audit. */
export interface Step {
  /** A UUID made with the step, so that recording it twice records it once. */
  readonly id: string
  readonly at: Date
  readonly action: Action
  readonly who: string
  readonly why: string | null
  readonly route: string
  readonly from: number
  readonly to: number
  readonly version: number
}

/** One change of the route table, as it is written down. */
export interface Entry {
  readonly version: number
  readonly planDigest: string
  /** Only the standings that changed. */
  readonly standings: Readonly<Record<string, Standing>>
  readonly steps: readonly Step[]
}

export interface SavedState {
  /** 0 in a database that no controller has written to. */
  readonly version: number
  readonly planDigest: string | null
  readonly standings: Readonly<Record<string, Standing>>
  /** The instance of each plane that was last told, by the plane's name. */
  readonly instances: Readonly<Record<string, string>>
}

export interface StateStore {
  load(): Promise<SavedState>
  /**
   * Calls `act` while nobody else can change the state, then writes what it gives, in one transaction.
   * @throws ControllerError ERR_STATE_CONFLICT, before `act`, if the saved version is another than `expected`.
   */
  change(expected: number, act: () => Promise<Entry>): Promise<void>
  /** Writes an entry after the fact; standings that moved on since are left alone. */
  append(entry: Entry): Promise<void>
  saveInstance(plane: string, instance: string): Promise<void>
  /** Latest first. */
  steps(filter: { readonly route?: string | undefined; readonly limit: number }): Promise<readonly Step[]>
  leader(): Promise<{ readonly name: string; readonly url: string; readonly since: Date } | null>
}

/** Where the controller's state is kept. Every method throws ControllerError ERR_DATABASE_… when it cannot. */
export function createStateStore(db: Database): StateStore {
  return {
    load: () => reported(() => load(db)),
    change: (expected, act) => reported(() => change(db, expected, act)),
    append: (entry) => reported(() => db.transaction().execute((trx) => write(trx, entry))),
    saveInstance: (name, instance) =>
      reported(async () => {
        await db
          .insertInto('plane')
          .values({ name, instance })
          .onConflict((conflict) => conflict.column('name').doUpdateSet({ instance }))
          .execute()
      }),
    steps: (filter) => reported(() => readSteps(db, filter)),
    leader: () =>
      reported(async () => {
        const row = await db.selectFrom('leader').select(['name', 'url', 'since']).executeTakeFirst()
        return row ?? null
      }),
  }
}

async function reported<T>(query: () => Promise<T>): Promise<T> {
  try {
    return await query()
  } catch (thrown) {
    throw databaseError(thrown)
  }
}

async function load(db: Database): Promise<SavedState> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (trx) => {
      const table = await trx.selectFrom('route_table').select(['version', 'plan_digest']).executeTakeFirst()
      const standings = await trx.selectFrom('standing').select(['route', 'stage', 'weight']).execute()
      const planes = await trx.selectFrom('plane').select(['name', 'instance']).execute()
      return {
        version: Number(table?.version ?? 0),
        planDigest: table?.plan_digest ?? null,
        standings: Object.fromEntries(
          standings.map(({ route, stage, weight }) => [route, { stage, weight }]),
        ),
        instances: Object.fromEntries(planes.map(({ name, instance }) => [name, instance])),
      }
    })
}

async function change(db: Database, expected: number, act: () => Promise<Entry>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const table = await trx.selectFrom('route_table').select('version').forUpdate().executeTakeFirst()
    const found = Number(table?.version ?? 0)
    if (found !== expected)
      throw new ControllerError(
        'ERR_STATE_CONFLICT',
        `state: the database holds version ${found} where ${expected} was expected`,
        'another controller moved something; look at the status and try again',
      )
    await write(trx, await act())
  })
}

async function write(
  trx: Transaction<Schema>,
  { version, planDigest, standings, steps }: Entry,
): Promise<void> {
  await trx
    .updateTable('route_table')
    .set({ version, plan_digest: planDigest })
    .where('version', '<', String(version))
    .execute()
  const rows = Object.entries(standings).map(([route, { stage, weight }]) => ({
    route,
    stage,
    weight,
    version,
  }))
  if (rows.length > 0)
    await trx
      .insertInto('standing')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .column('route')
          .doUpdateSet((row) => ({
            stage: row.ref('excluded.stage'),
            weight: row.ref('excluded.weight'),
            version: sql`excluded.version`,
          }))
          .whereRef('standing.version', '<', 'excluded.version'),
      )
      .execute()
  if (steps.length > 0)
    await trx
      .insertInto('step')
      .values(steps.map(({ from, to, ...step }) => ({ ...step, from_weight: from, to_weight: to })))
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
}

async function readSteps(
  db: Database,
  { route, limit }: { readonly route?: string | undefined; readonly limit: number },
): Promise<readonly Step[]> {
  const rows = await db
    .selectFrom('step')
    .selectAll()
    .$if(route !== undefined, (query) => query.where('route', '=', route ?? ''))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(({ id, at, action, who, why, route: id_, from_weight, to_weight, version }) => ({
    id,
    at,
    action: action as Action,
    who,
    why,
    route: id_,
    from: from_weight,
    to: to_weight,
    version: Number(version),
  }))
}
