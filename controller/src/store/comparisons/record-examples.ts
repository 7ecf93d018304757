import type { Example } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Schema } from '../database.ts'
import { piecesOf } from './rows.ts'

/** How many examples are kept at most, and how much room they take. */
export interface ExampleLimits {
  readonly perSignature: number
  readonly count: number
  readonly bytes: number
}

const LONGEST_TARGET = 500

/** Keeps some examples of every signature, each with the same chance; the oldest go where all take too much room. */
export async function recordExamples(
  trx: Transaction<Schema>,
  examples: readonly Example[],
  limits: ExampleLimits,
): Promise<void> {
  const shown = examples.filter(({ comparison }) => comparison.differences.length > 0)
  if (shown.length === 0) return
  for (const piece of piecesOf(shown.map(rowOf)))
    await trx
      .insertInto('comparison_example')
      .values(piece)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute()
  const links = shown.flatMap(linksOf)
  for (const piece of piecesOf(links))
    await trx
      .insertInto('comparison_example_signature')
      .values(piece)
      .onConflict((conflict) => conflict.columns(['signature', 'example']).doNothing())
      .execute()
  const signatures = [...new Set(links.map(({ signature }) => signature))]
  await keepTheLowest(trx, signatures, limits.perSignature)
  await dropTheOldest(trx, limits)
}

function rowOf({ id, against, at, comparison, pair }: Example): {
  readonly id: string
  readonly route: string
  readonly against: string
  readonly at: Date
  readonly method: string
  readonly target: string
  readonly legacy_status: number
  readonly candidate_status: number
  readonly bytes: number
  readonly content: string
} {
  const content = JSON.stringify({ comparison, pair })
  return {
    ...{ id, route: comparison.route, against, at: new Date(at) },
    method: pair.request.method,
    target: pair.request.target.slice(0, LONGEST_TARGET),
    legacy_status: pair.legacy.status,
    candidate_status: pair.candidate.status,
    bytes: Buffer.byteLength(content),
    content,
  }
}

function linksOf({ id, comparison }: Example): readonly {
  readonly signature: string
  readonly example: string
  readonly lot: number
}[] {
  const signatures = new Set(comparison.differences.map(({ signature }) => signature))
  return [...signatures].map((signature) => ({ signature, example: id, lot: Math.random() }))
}

async function keepTheLowest(
  trx: Transaction<Schema>,
  signatures: readonly string[],
  most: number,
): Promise<void> {
  await sql`
    delete from comparison_example_signature where (signature, example) in (
      select signature, example from (
        select signature, example, row_number() over (partition by signature order by lot) as place
        from comparison_example_signature where signature = any(${signatures}::text[])) ranked
      where place > ${most})`.execute(trx)
  await sql`
    delete from comparison_example where not exists (
      select from comparison_example_signature where example = comparison_example.id)`.execute(trx)
}

async function dropTheOldest(trx: Transaction<Schema>, { count, bytes }: ExampleLimits): Promise<void> {
  await sql`
    delete from comparison_example where id in (
      select id from (
        select id, row_number() over latest as place, sum(bytes) over latest as room
        from comparison_example window latest as (order by at desc, id)) ranked
      where place > ${count} or room > ${bytes})`.execute(trx)
}
