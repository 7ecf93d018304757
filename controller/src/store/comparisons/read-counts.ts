import type { Against, LatencyPair, ShedCause } from '@strangler/comparison'
import { sql } from 'kysely'
import type { Database } from '../database.ts'
import type { LatencySample } from './comparison-schema.ts'

/** Minutes whose samples of latency are read at most, latest first. */
const MINUTES_OF_LATENCY = 200

/** What is asked for: one route or all, from a point in time on. */
export interface Asked {
  readonly route?: string | undefined
  readonly since: Date
}

/** How often a set of signatures was seen, over all the time that was asked for. */
export interface Outcome {
  readonly route: string
  readonly against: Against
  readonly signatures: readonly string[]
  readonly count: number
}

/** Outcomes of a while, and all that is stored of the same routes. */
export interface OutcomesAndEver {
  readonly outcomes: readonly Outcome[]
  readonly ever: readonly Outcome[]
}

export async function readOutcomes(db: Database, asked: Asked): Promise<readonly Outcome[]> {
  return (await countOutcomes(db, asked, asked.since)).outcomes
}

/** Both in one look at what is stored: it is the largest table. */
export function readOutcomesAndEver(db: Database, asked: Asked): Promise<OutcomesAndEver> {
  return countOutcomes(db, asked, new Date(0))
}

/** Counts from a point in time on what is asked for, and apart from it all since an earlier one. */
async function countOutcomes(db: Database, asked: Asked, earliest: Date): Promise<OutcomesAndEver> {
  const lately = sql<string>`coalesce(sum(count) filter (where minute >= ${minuteOf(asked.since)}), 0)`
  const rows = await db
    .with('seen', (query) =>
      query
        .selectFrom('comparison_outcome')
        .select(({ fn }) => ['route', 'against', 'hash', fn.sum('count').as('count'), lately.as('lately')])
        .where('minute', '>=', minuteOf(earliest))
        .$if(asked.route !== undefined, (own) => own.where('route', '=', asked.route ?? ''))
        .groupBy(['route', 'against', 'hash']),
    )
    .selectFrom('seen')
    .innerJoin('comparison_set', 'comparison_set.hash', 'seen.hash')
    .select(['route', 'against', 'signatures', 'count', 'lately'])
    .orderBy('route')
    .orderBy('against')
    .orderBy('seen.hash')
    .execute()
  const of = (row: (typeof rows)[number], count: string | number | bigint): Outcome => ({
    route: row.route,
    against: row.against as Against,
    signatures: row.signatures,
    count: Number(count),
  })
  return {
    outcomes: rows.map((row) => of(row, row.lately)).filter(({ count }) => count > 0),
    ever: rows.map((row) => of(row, row.count)),
  }
}

/** How often a set of signatures was seen in a minute, of pairs with the candidate. */
export interface MinuteOutcome extends Pick<Outcome, 'signatures' | 'count'> {
  /** Since 1970. */
  readonly minute: number
}

export async function readMinutes(
  db: Database,
  { route, since }: { readonly route: string; readonly since: Date },
): Promise<readonly MinuteOutcome[]> {
  const rows = await db
    .selectFrom('comparison_outcome')
    .innerJoin('comparison_set', 'comparison_set.hash', 'comparison_outcome.hash')
    .select(['minute', 'signatures', 'count'])
    .where('route', '=', route)
    .where('against', '=', 'candidate')
    .where('minute', '>=', minuteOf(since))
    .orderBy('minute')
    .execute()
  return rows.map(({ minute, signatures, count }) => ({ minute, signatures, count: Number(count) }))
}

/** Pairs with the candidate of which only a part could be compared, by route. */
export async function readPartial(db: Database, asked: Asked): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('comparison_minute')
    .select(({ fn }) => ['route', fn.sum('partial').as('partial')])
    .where('against', '=', 'candidate')
    .where('minute', '>=', minuteOf(asked.since))
    .$if(asked.route !== undefined, (own) => own.where('route', '=', asked.route ?? ''))
    .groupBy('route')
    .execute()
  return new Map(rows.map(({ route, partial }) => [route, Number(partial)]))
}

/** How long the sides took, of some pairs of each of the latest minutes, by route. */
export async function readLatency(
  db: Database,
  asked: Asked,
): Promise<ReadonlyMap<string, readonly LatencyPair[]>> {
  const rows = await db
    .selectFrom((query) =>
      query
        .selectFrom('comparison_minute')
        .select([
          'route',
          'latency',
          sql<number>`row_number() over (partition by route order by minute desc)`.as('place'),
        ])
        .where('against', '=', 'candidate')
        .where('minute', '>=', minuteOf(asked.since))
        .where(sql<boolean>`jsonb_array_length(latency) > 0`)
        .$if(asked.route !== undefined, (own) => own.where('route', '=', asked.route ?? ''))
        .as('ranked'),
    )
    .select(['route', 'latency'])
    .where('place', '<=', MINUTES_OF_LATENCY)
    .execute()
  const byRoute = Map.groupBy(rows, ({ route }) => route)
  return new Map(
    [...byRoute].map(([route, own]) => [route, own.flatMap(({ latency }) => latency.map(pairOf))]),
  )
}

function pairOf([, legacyMs, candidateMs]: LatencySample): LatencyPair {
  return { legacyMs, candidateMs }
}

/** Pairs that were chosen and not compared, by cause. */
export async function readShed(
  db: Database,
  asked: Asked,
): Promise<ReadonlyMap<string, Readonly<Partial<Record<ShedCause, number>>>>> {
  const rows = await db
    .selectFrom('comparison_shed')
    .select(({ fn }) => ['route', 'cause', fn.sum('count').as('count')])
    .where('minute', '>=', minuteOf(asked.since))
    .$if(asked.route !== undefined, (own) => own.where('route', '=', asked.route ?? ''))
    .groupBy(['route', 'cause'])
    .orderBy('cause')
    .execute()
  const byRoute = Map.groupBy(rows, ({ route }) => route)
  return new Map(
    [...byRoute].map(([route, own]) => [
      route,
      Object.fromEntries(own.map(({ cause, count }) => [cause, Number(count)])),
    ]),
  )
}

/** How many differences each rule of a route ruled out, by the rule's stored name. */
export async function readRules(
  db: Database,
  { route, since }: { readonly route: string; readonly since: Date },
): Promise<ReadonlyMap<string, number>> {
  const rows = await db
    .selectFrom('comparison_rule')
    .select(({ fn }) => ['rule', fn.sum('times').as('times')])
    .where('route', '=', route)
    .where('minute', '>=', minuteOf(since))
    .groupBy('rule')
    .execute()
  return new Map(rows.map(({ rule, times }) => [rule, Number(times)]))
}

function minuteOf(since: Date): number {
  return Math.floor(since.getTime() / 60_000)
}
