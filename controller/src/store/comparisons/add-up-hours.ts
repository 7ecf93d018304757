import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../database.ts'
import { SAMPLES_PER_MINUTE } from './record-counts.ts'

const DAY_MINUTES = 24 * 60
const HOUR_MINUTES = 60

/** Adds minutes that are older than a day up to hours, which stand under their first minute. */
export async function addUpHours(db: Database, now: Date): Promise<void> {
  const last = Math.floor(now.getTime() / 60_000) - DAY_MINUTES
  const before = last - (last % HOUR_MINUTES)
  await addUp(db, before, { table: 'outcome', keys: ['route', 'against', 'hash'], counted: 'count' })
  await addUp(db, before, { table: 'rule', keys: ['route', 'rule'], counted: 'times' })
  await addUp(db, before, { table: 'shed', keys: ['route', 'cause'], counted: 'count' })
  await addUpMinutes(db, before)
}

interface Counting {
  readonly table: string
  readonly keys: readonly string[]
  readonly counted: string
}

const HOUR = sql`minute - minute % ${HOUR_MINUTES}`

/** The rows of whole hours before a minute, taken away. */
function moved(table: RawBuilder<unknown>, before: number): RawBuilder<unknown> {
  return sql`delete from ${table} where minute < ${before} and minute % ${HOUR_MINUTES} <> 0 returning *`
}

async function addUp(db: Database, before: number, { table: name, keys, counted }: Counting): Promise<void> {
  const table = sql.table(`comparison_${name}`)
  const columns = sql.join(keys.map((key) => sql.ref(key)))
  const count = sql.ref(counted)
  await sql`
    with moved as (${moved(table, before)})
    insert into ${table} (${columns}, minute, ${count})
    select ${columns}, ${HOUR} as hour, sum(${count}) from moved group by ${columns}, hour
    on conflict (${columns}, minute) do update set ${count} = ${table}.${count} + excluded.${count}`.execute(
    db,
  )
}

/** Of the samples of latency those with the lowest lots stay, as in a minute. */
async function addUpMinutes(db: Database, before: number): Promise<void> {
  await sql`
    with moved as (${moved(sql.table('comparison_minute'), before)}),
    hours as (
      select route, against, ${HOUR} as hour, sum(partial) as partial,
        jsonb_path_query_array(jsonb_agg(latency), '$[*][*]') as latency
      from moved group by route, against, hour)
    insert into comparison_minute (route, against, minute, partial, latency)
    select route, against, hour, partial, ${lowest(sql`latency`)} from hours
    on conflict (route, against, minute) do update set
      partial = comparison_minute.partial + excluded.partial,
      latency = ${lowest(sql`comparison_minute.latency || excluded.latency`)}`.execute(db)
}

function lowest(samples: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select coalesce(jsonb_agg(sample), '[]') from (
    select sample from jsonb_array_elements(${samples}) sample
    order by (sample->>0)::float8 limit ${SAMPLES_PER_MINUTE}) lowest)`
}
