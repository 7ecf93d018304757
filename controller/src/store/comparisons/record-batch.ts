import type { Batch } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Database, Schema } from '../database.ts'
import { boundBatch, type CountLimits } from './bound-batch.ts'
import { recordCounts } from './record-counts.ts'
import { recordExamples, type ExampleLimits } from './record-examples.ts'
import { recordOutcomes } from './record-outcomes.ts'

/** How much is kept at most. */
export interface StoreLimits {
  readonly counts: CountLimits
  readonly examples: ExampleLimits
}

/**
 * Counts a batch, or leaves it if it was counted already: its number is written in the same transaction as its
 * content. Batches of an instance come in the order of their numbers. Gives whether it was new.
 */
export function recordBatch(
  db: Database,
  instance: string,
  batch: Batch,
  limits: StoreLimits,
): Promise<boolean> {
  return db.transaction().execute(async (trx) => {
    if (!(await advance(trx, instance, batch.number))) return false
    const bounded = await boundBatch(trx, batch, limits.counts)
    await recordOutcomes(trx, bounded)
    await recordCounts(trx, bounded)
    await recordExamples(trx, bounded.examples, limits.examples)
    return true
  })
}

/** Notes that a batch cannot be counted, so that those behind it can. */
export async function skipBatch(db: Database, instance: string, number: number): Promise<void> {
  await db.transaction().execute((trx) => advance(trx, instance, number))
}

/** The row's lock makes whoever counts for the same instance wait. */
async function advance(trx: Transaction<Schema>, instance: string, number: number): Promise<boolean> {
  const advanced = await trx
    .insertInto('comparison_source')
    .values({ instance, number, seen_at: new Date() })
    .onConflict((conflict) =>
      conflict
        .column('instance')
        .doUpdateSet({ number: sql`excluded.number`, seen_at: sql`excluded.seen_at` })
        .whereRef('comparison_source.number', '<', sql`excluded.number`),
    )
    .returning('instance')
    .executeTakeFirst()
  return advanced !== undefined
}
