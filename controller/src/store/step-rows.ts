import type { Stage } from '@strangler/migration-plan'
import type { Selectable, Transaction } from 'kysely'
import type { Database, Schema } from './database.ts'
import { CHAIN_BEGINS, hashOf } from './step-chain.ts'
import type { Action, ChainedStep, Step } from './step.ts'

/** Writes lines at the end of the chain, those that are there already left out; the caller has locked `route_table`. */
export async function writeSteps(trx: Transaction<Schema>, steps: readonly Step[]): Promise<void> {
  if (steps.length === 0) return
  const ids = steps.map(({ id }) => id)
  const known = await trx.selectFrom('step').select('id').where('id', 'in', ids).execute()
  const last = await trx
    .selectFrom('step')
    .select('hash')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  let hash = last?.hash ?? CHAIN_BEGINS
  const rows = steps
    .filter(({ id }) => !known.some((row) => row.id === id))
    .map((step) => {
      hash = hashOf(step, hash)
      const { from, to, fromStage, toStage, ...rest } = step
      return { ...rest, from_weight: from, to_weight: to, from_stage: fromStage, to_stage: toStage, hash }
    })
  if (rows.length > 0) await trx.insertInto('step').values(rows).execute()
}

/** Latest first. */
export async function readSteps(
  db: Database,
  { route, limit }: { readonly route?: string | undefined; readonly limit: number },
): Promise<readonly ChainedStep[]> {
  const rows = await db
    .selectFrom('step')
    .selectAll()
    .$if(route !== undefined, (query) => query.where('route', '=', route ?? ''))
    .orderBy('number', 'desc')
    .limit(limit)
    .execute()
  return rows.map(stepOf)
}

/** Oldest first, from the one after `after` on; with the number to go on after, null at the end. */
export async function readChain(
  db: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly steps: readonly ChainedStep[]; readonly next: number | null }> {
  const rows = await db
    .selectFrom('step')
    .selectAll()
    .where('number', '>', String(after))
    .orderBy('number')
    .limit(limit)
    .execute()
  const last = rows.length < limit ? undefined : rows.at(-1)
  return { steps: rows.map(stepOf), next: last === undefined ? null : Number(last.number) }
}

function stepOf(row: Selectable<Schema['step']>): ChainedStep {
  return {
    id: row.id,
    at: row.at,
    action: row.action as Action,
    who: row.who,
    why: row.why,
    route: row.route,
    from: row.from_weight,
    to: row.to_weight,
    fromStage: row.from_stage as Stage | null,
    toStage: row.to_stage as Stage | null,
    version: Number(row.version),
    evidence: row.evidence,
    hash: row.hash,
  }
}
