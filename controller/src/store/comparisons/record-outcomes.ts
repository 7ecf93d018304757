import { createHash } from 'node:crypto'
import type { Batch, RouteFindings } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Schema } from '../database.ts'
import { merged, piecesOf } from './rows.ts'

/** How often which signatures were seen together, and what each signature is. */
export async function recordOutcomes(
  trx: Transaction<Schema>,
  { findings, signatures }: Pick<Batch, 'findings' | 'signatures'>,
): Promise<void> {
  await addSets(trx, findings)
  await addOutcomes(trx, findings)
  await addSignatures(trx, findings, signatures)
}

/** Names a set whatever the order of its signatures. */
export function hashOf(signatures: readonly string[]): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(signatures)))
    .digest('base64url')
}

function sorted(signatures: readonly string[]): string[] {
  return [...new Set(signatures)].sort()
}

async function addSets(trx: Transaction<Schema>, findings: readonly RouteFindings[]): Promise<void> {
  const sets = findings.flatMap(({ outcomes }) =>
    outcomes.map(({ signatures }) => ({ hash: hashOf(signatures), signatures: sorted(signatures) })),
  )
  const rows = merged(
    sets,
    ({ hash }) => [hash],
    (one) => one,
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_set')
      .values(piece)
      .onConflict((conflict) => conflict.column('hash').doNothing())
      .execute()
}

async function addOutcomes(trx: Transaction<Schema>, findings: readonly RouteFindings[]): Promise<void> {
  const outcomes = findings.flatMap(({ route, against, minute, outcomes: own }) =>
    own.map(({ signatures, count }) => ({ route, against, minute, hash: hashOf(signatures), count })),
  )
  const rows = merged(
    outcomes,
    ({ route, against, minute, hash }) => [route, against, minute, hash],
    (one, other) => ({ ...one, count: one.count + other.count }),
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_outcome')
      .values(piece)
      .onConflict((conflict) =>
        conflict
          .columns(['route', 'against', 'minute', 'hash'])
          .doUpdateSet({ count: sql`comparison_outcome.count + excluded.count` }),
      )
      .execute()
}

interface Known {
  readonly first: number
  readonly last: number
}

async function addSignatures(
  trx: Transaction<Schema>,
  findings: readonly RouteFindings[],
  signatures: Batch['signatures'],
): Promise<void> {
  const seen = minutesOf(findings)
  const now = Math.floor(Date.now() / 60_000)
  const rows = merged(
    signatures.map(
      ({ route, difference: { signature, kind, place, selector, note, legacy, candidate } }) => ({
        ...{ signature, route, kind, place, selector, note, legacy, candidate },
        first_seen: seen.get(signature)?.first ?? now,
        last_seen: seen.get(signature)?.last ?? now,
      }),
    ),
    ({ signature }) => [signature],
    (one) => one,
  )
  for (const piece of piecesOf(rows))
    await trx
      .insertInto('comparison_signature')
      .values(piece)
      .onConflict((conflict) => conflict.column('signature').doNothing())
      .execute()
  await sql`
    update comparison_signature known
    set first_seen = least(known.first_seen, seen.first), last_seen = greatest(known.last_seen, seen.last)
    from unnest(${[...seen.keys()]}::text[], ${[...seen.values()].map(({ first }) => first)}::int[],
      ${[...seen.values()].map(({ last }) => last)}::int[]) seen(signature, first, last)
    where known.signature = seen.signature
      and (known.first_seen > seen.first or known.last_seen < seen.last)`.execute(trx)
}

/** When each signature was seen, first and last. */
function minutesOf(findings: readonly RouteFindings[]): ReadonlyMap<string, Known> {
  const seen = new Map<string, Known>()
  for (const { minute, outcomes } of findings)
    for (const signature of outcomes.flatMap((outcome) => outcome.signatures)) {
      const known = seen.get(signature) ?? { first: minute, last: minute }
      seen.set(signature, { first: Math.min(known.first, minute), last: Math.max(known.last, minute) })
    }
  return seen
}
