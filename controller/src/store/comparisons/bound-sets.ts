import { othersOf, type RouteFindings } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Schema } from '../database.ts'
import { hashOf } from './record-outcomes.ts'
import { merged } from './rows.ts'

/** How many sets of signatures that were seen together are told apart. */
export interface SetLimits {
  /** Of one route. */
  readonly sets: number
  /** Of one route in one minute. */
  readonly setsOfAMinute: number
}

type Outcome = RouteFindings['outcomes'][number]

/** What was found on a route, with as many new sets as there is room for; pairs of the others are counted as others. */
export async function boundSets(
  trx: Transaction<Schema>,
  route: string,
  findings: readonly RouteFindings[],
  limits: SetLimits,
): Promise<readonly RouteFindings[]> {
  const kept = await keptSets(trx, route, findings)
  const others = [othersOf(route).signature]
  let room = limits.sets - kept.count
  return findings.map((each) => {
    const ofMinute = new Set(kept.byMinute.get(keyOf(each)))
    const place = (outcome: Outcome): Outcome => {
      const { signatures, count } = outcome
      if (signatures.length === 0) return outcome
      const hash = hashOf(signatures)
      const isNew = !kept.known.has(hash)
      const isLate = !ofMinute.has(hash) && ofMinute.size >= limits.setsOfAMinute
      if (isLate || (isNew && room <= 0)) return { signatures: others, count }
      if (isNew) room--
      kept.known.add(hash)
      ofMinute.add(hash)
      return outcome
    }
    const outcomes = each.outcomes.toSorted((one, other) => other.count - one.count).map(place)
    return { ...each, outcomes: addedUp(outcomes) }
  })
}

function addedUp(outcomes: readonly Outcome[]): readonly Outcome[] {
  return merged(
    outcomes,
    ({ signatures }) => [...signatures].sort(),
    (one, other) => ({ ...one, count: one.count + other.count }),
  )
}

function keyOf({ against, minute }: { readonly against: string; readonly minute: number }): string {
  return `${against} ${minute}`
}

interface Kept {
  /** Hashes of the sets that are known, of those that were found. */
  readonly known: Set<string>
  /** How many sets of the route are known. */
  readonly count: number
  readonly byMinute: ReadonlyMap<string, readonly string[]>
}

async function keptSets(
  trx: Transaction<Schema>,
  route: string,
  findings: readonly RouteFindings[],
): Promise<Kept> {
  const hashes = findings.flatMap(({ outcomes }) => outcomes.map(({ signatures }) => hashOf(signatures)))
  const minutes = [...new Set(findings.map(({ minute }) => minute))]
  const known = await trx
    .selectFrom('comparison_set')
    .select('hash')
    .where('hash', '=', sql<string>`any(${hashes}::text[])`)
    .execute()
  // Every signature begins with its route.
  const all = await trx
    .selectFrom('comparison_set')
    .select(({ fn }) => fn.countAll().as('count'))
    .where(sql<boolean>`starts_with(signatures[1], ${`${route} `})`)
    .executeTakeFirst()
  const rows = await trx
    .selectFrom('comparison_outcome')
    .select(['against', 'minute', 'hash'])
    .where('route', '=', route)
    .where('minute', '=', sql<number>`any(${minutes}::int[])`)
    .where('hash', '<>', hashOf([]))
    .execute()
  const byMinute = Map.groupBy(rows, keyOf)
  return {
    known: new Set(known.map(({ hash }) => hash)),
    count: Number(all?.count ?? 0),
    byMinute: new Map([...byMinute].map(([key, own]) => [key, own.map(({ hash }) => hash)])),
  }
}
