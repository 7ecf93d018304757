import type { Batch, RouteFindings } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Schema } from '../database.ts'
import type { LatencySample } from './comparison-schema.ts'
import { merged, piecesOf } from './rows.ts'

/** How many pairs of a route and minute are kept with how long they took. */
export const SAMPLES_PER_MINUTE = 10

/** What is counted beside the outcomes: cut answers, times taken, rules that fired, pairs that were not compared. */
export async function recordCounts(trx: Transaction<Schema>, batch: Batch): Promise<void> {
  await addMinutes(trx, batch.findings)
  await addRules(trx, batch.findings)
  await addShed(trx, batch.shed)
}

async function addMinutes(trx: Transaction<Schema>, findings: readonly RouteFindings[]): Promise<void> {
  const rows = merged(
    findings.map(({ route, against, minute, partial, latency }) => {
      const samples = against === 'candidate' ? latency : []
      const drawn = samples.map(({ legacyMs, candidateMs }): LatencySample => [
        Math.random(),
        legacyMs,
        candidateMs,
      ])
      return { route, against, minute, partial, latency: lowest(drawn) }
    }),
    ({ route, against, minute }) => [route, against, minute],
    (one, other) => ({
      ...one,
      partial: one.partial + other.partial,
      latency: lowest([...one.latency, ...other.latency]),
    }),
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_minute')
      .values(piece.map((row) => ({ ...row, latency: JSON.stringify(row.latency) })))
      .onConflict((conflict) =>
        conflict.columns(['route', 'against', 'minute']).doUpdateSet({
          partial: sql`comparison_minute.partial + excluded.partial`,
          latency: sql`(select coalesce(jsonb_agg(sample), '[]') from (
            select sample from jsonb_array_elements(comparison_minute.latency || excluded.latency) sample
            order by (sample->>0)::float8 limit ${SAMPLES_PER_MINUTE}) lowest)`,
        }),
      )
      .execute()
}

/** Whatever is added in which order, what stays is a fair choice of all. */
function lowest(samples: readonly LatencySample[]): readonly LatencySample[] {
  return samples.toSorted(([one], [other]) => one - other).slice(0, SAMPLES_PER_MINUTE)
}

async function addRules(trx: Transaction<Schema>, findings: readonly RouteFindings[]): Promise<void> {
  const fired = findings
    .filter(({ against }) => against === 'candidate')
    .flatMap(({ route, minute, ruledOut }) =>
      ruledOut.map(({ rule, times }) => ({ route, minute, rule, times })),
    )
  const rows = merged(
    fired,
    ({ route, minute, rule }) => [route, minute, rule],
    (one, other) => ({ ...one, times: one.times + other.times }),
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_rule')
      .values(piece)
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'minute', 'rule'])
          .doUpdateSet({ times: sql`comparison_rule.times + excluded.times` }),
      )
      .execute()
}

async function addShed(trx: Transaction<Schema>, shed: Batch['shed']): Promise<void> {
  const minute = Math.floor(Date.now() / 60_000)
  const rows = merged(
    shed.map((row) => ({ ...row, minute })),
    ({ route, cause }) => [route, cause],
    (one, other) => ({ ...one, count: one.count + other.count }),
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_shed')
      .values(piece)
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'minute', 'cause'])
          .doUpdateSet({ count: sql`comparison_shed.count + excluded.count` }),
      )
      .execute()
}
