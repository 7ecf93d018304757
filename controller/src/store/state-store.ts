import type { Standing } from '@strangler/migration-plan'
import { sql, type Transaction } from 'kysely'
import { ControllerError } from '../errors.ts'
import type { RestraintChange, Restraints } from './restraints.ts'
import { databaseError, type Database, type Schema } from './database.ts'
import { readRestraints, writeRestraints } from './restraint-rows.ts'
import { readChain, readSteps, writeSteps } from './step-rows.ts'
import type { ChainedStep, Step } from './step.ts'

/** One change of the route table, as it is written down. */
export interface Entry {
  readonly version: number
  readonly planDigest: string
  /** Only the standings that changed. */
  readonly standings: Readonly<Record<string, Standing>>
  /** When they changed, and the restraints. */
  readonly at: Date
  readonly restraints: RestraintChange
  readonly steps: readonly Step[]
}

export interface SavedState {
  /** 0 in a database that no controller has written to. */
  readonly version: number
  readonly planDigest: string | null
  readonly standings: Readonly<Record<string, Standing>>
  /** Since when routes stand there. */
  readonly since: Readonly<Record<string, Date>>
  readonly restraints: Restraints
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
  steps(filter: {
    readonly route?: string | undefined
    readonly limit: number
  }): Promise<readonly ChainedStep[]>
  /** Oldest first, from the one after the number `after` on; with the number to go on after, null at the end. */
  chain(part: {
    readonly after: number
    readonly limit: number
  }): Promise<{ readonly steps: readonly ChainedStep[]; readonly next: number | null }>
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
    chain: (part) => reported(() => readChain(db, part)),
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
      const standings = await trx
        .selectFrom('standing')
        .select(['route', 'stage', 'weight', 'since'])
        .execute()
      const planes = await trx.selectFrom('plane').select(['name', 'instance']).execute()
      return {
        version: Number(table?.version ?? 0),
        planDigest: table?.plan_digest ?? null,
        standings: Object.fromEntries(
          standings.map(({ route, stage, weight }) => [route, { stage, weight }]),
        ),
        since: Object.fromEntries(standings.map(({ route, since }) => [route, since])),
        restraints: await readRestraints(trx),
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
  { version, planDigest, standings, at, restraints, steps }: Entry,
): Promise<void> {
  // Lines of the audit follow each other: one writer at a time.
  await trx.selectFrom('route_table').select('version').forUpdate().execute()
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
    since: at,
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
            since: row.ref('excluded.since'),
          }))
          .whereRef('standing.version', '<', 'excluded.version'),
      )
      .execute()
  await writeRestraints(trx, restraints, at)
  await writeSteps(trx, steps)
}
