import { othersOf, type Batch, type RouteFindings } from '@strangler/comparison'
import { sql, type Transaction } from 'kysely'
import type { Schema } from '../database.ts'
import { boundSets, type SetLimits } from './bound-sets.ts'
import { placeholderOf } from './placeholder.ts'

/** How many differences of a route are told apart. */
export interface CountLimits extends SetLimits {
  /** Signatures of one route. */
  readonly signatures: number
}

/**
 * The batch within the limits, in view of what is kept already: what is more is counted too, but as others (othersOf).
 * Whoever counts meanwhile waits, so that two batches never take the last place both.
 */
export async function boundBatch(
  trx: Transaction<Schema>,
  batch: Batch,
  limits: CountLimits,
): Promise<Batch> {
  await sql`select pg_advisory_xact_lock(hashtext('comparisons'))`.execute(trx)
  const routes = new Set([...batch.findings, ...batch.signatures].map(({ route }) => route))
  const findings: RouteFindings[] = []
  const signatures: Batch['signatures'][number][] = []
  const turnedAway = new Set<string>()
  for (const route of routes) {
    const own = await boundSignatures(trx, route, batch, limits.signatures)
    signatures.push(...own.signatures)
    findings.push(...(await boundSets(trx, route, own.findings, limits)))
    for (const signature of own.turnedAway) turnedAway.add(signature)
  }
  const examples = batch.examples.filter(({ comparison }) =>
    comparison.differences.some(({ signature }) => !turnedAway.has(signature)),
  )
  return { ...batch, findings, signatures, examples }
}

/** The part of a route, with as many new signatures as there is room for: those that were seen most often. */
async function boundSignatures(
  trx: Transaction<Schema>,
  route: string,
  batch: Batch,
  most: number,
): Promise<Pick<Batch, 'findings' | 'signatures'> & { readonly turnedAway: ReadonlySet<string> }> {
  const findings = batch.findings.filter((each) => each.route === route)
  const described = batch.signatures.filter((each) => each.route === route)
  const times = timesSeen(findings)
  for (const { difference } of described)
    times.set(difference.signature, times.get(difference.signature) ?? 0)
  const { known, count } = await knownOf(trx, route, [...times.keys()])
  const others = othersOf(route)
  const fresh = [...times.keys()]
    .filter((signature) => !known.has(signature) && signature !== others.signature)
    .toSorted((one, other) => (times.get(other) ?? 0) - (times.get(one) ?? 0))
  const turnedAway = new Set(fresh.splice(Math.max(0, most - count)))
  const told = new Set(described.map(({ difference }) => difference.signature))
  const untold = fresh.filter((signature) => !told.has(signature))
  return {
    turnedAway,
    findings: findings.map((each) => ({
      ...each,
      outcomes: each.outcomes.map(({ signatures, count: own }) => ({
        signatures: [...new Set(signatures.map((name) => (turnedAway.has(name) ? others.signature : name)))],
        count: own,
      })),
    })),
    signatures: [
      ...described.filter(({ difference }) => !turnedAway.has(difference.signature)),
      ...untold.map((signature) => ({ route, difference: placeholderOf(route, signature) })),
      { route, difference: others },
    ].filter(({ difference }) => difference !== others || turnedAway.size > 0),
  }
}

function timesSeen(findings: readonly RouteFindings[]): Map<string, number> {
  const times = new Map<string, number>()
  for (const { signatures, count } of findings.flatMap(({ outcomes }) => outcomes))
    for (const signature of signatures) times.set(signature, (times.get(signature) ?? 0) + count)
  return times
}

/** Which of the signatures are known, and how many of the route are in all. */
async function knownOf(
  trx: Transaction<Schema>,
  route: string,
  names: readonly string[],
): Promise<{ readonly known: ReadonlySet<string>; readonly count: number }> {
  const rows = await trx
    .selectFrom('comparison_signature')
    .select('signature')
    .where('signature', '=', sql<string>`any(${names}::text[])`)
    .execute()
  const all = await trx
    .selectFrom('comparison_signature')
    .select(({ fn }) => fn.countAll().as('count'))
    .where('route', '=', route)
    .executeTakeFirst()
  return { known: new Set(rows.map(({ signature }) => signature)), count: Number(all?.count ?? 0) }
}
