import type { Against, Difference, DifferenceKind, Example } from '@strangler/comparison'
import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** A signature as it is known: an example of the difference, and when it was seen. */
export interface KnownSignature {
  readonly difference: Difference
  readonly firstSeen: Date
  readonly lastSeen: Date
}

/** An example without its content. */
export interface ExampleHead {
  readonly id: string
  readonly route: string
  readonly against: Against
  readonly at: Date
  readonly method: string
  readonly target: string
  readonly legacyStatus: number
  readonly candidateStatus: number
  readonly signatures: readonly string[]
}

/** By signature. */
export async function readSignatures(
  db: Database,
  route: string,
): Promise<ReadonlyMap<string, KnownSignature>> {
  const rows = await db.selectFrom('comparison_signature').selectAll().where('route', '=', route).execute()
  return new Map(
    rows.map(({ kind, place, signature, selector, legacy, candidate, note, ...seen }) => [
      signature,
      {
        difference: { kind: kind as DifferenceKind, place, signature, selector, legacy, candidate, note },
        firstSeen: new Date(seen.first_seen * 60_000),
        lastSeen: new Date(seen.last_seen * 60_000),
      },
    ]),
  )
}

/** Latest first. */
export async function readExampleHeads(
  db: Database,
  asked: { readonly route: string; readonly signature?: string | undefined; readonly limit: number },
): Promise<readonly ExampleHead[]> {
  const rows = await db
    .selectFrom('comparison_example as example')
    .innerJoin('comparison_example_signature as link', 'link.example', 'example.id')
    .select(['id', 'route', 'against', 'at', 'method', 'target', 'legacy_status', 'candidate_status'])
    .select(({ fn }) => fn.agg<string[]>('array_agg', ['link.signature']).as('signatures'))
    .where('route', '=', asked.route)
    .groupBy('example.id')
    .$if(asked.signature !== undefined, (query) =>
      query.having(sql<boolean>`${asked.signature ?? ''} = any(array_agg(link.signature))`),
    )
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(asked.limit)
    .execute()
  return rows.map(({ legacy_status, candidate_status, against, signatures, ...row }) => ({
    ...row,
    against: against as Against,
    legacyStatus: legacy_status,
    candidateStatus: candidate_status,
    signatures: signatures.toSorted(),
  }))
}

/** Null if there is none of that id. */
export async function readExample(db: Database, id: string): Promise<Example | null> {
  const row = await db
    .selectFrom('comparison_example')
    .select(['id', 'against', 'at', 'content'])
    .where('id', '=', id)
    .executeTakeFirst()
  if (row === undefined) return null
  const content = JSON.parse(row.content) as Pick<Example, 'comparison' | 'pair'>
  return { id: row.id, against: row.against as Against, at: row.at.getTime(), ...content }
}
