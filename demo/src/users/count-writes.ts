import pg from 'pg'
import type { Visitor } from './visitor.ts'

/** Looks into the database: every acknowledged thought must be there, once. */
export async function countWrites(
  databaseUrl: string,
  visitors: readonly Visitor[],
): Promise<{ lost: number; doubled: number }> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<{ text: string; times: string }>(
      'select text, count(*) as times from thoughts_thoughtmodel where username = any($1) group by text',
      [visitors.map(({ name }) => name)],
    )
    const times = new Map(rows.map((row) => [row.text, Number(row.times)]))
    const lost = visitors.flatMap(({ written }) => written).filter((text) => !times.has(text)).length
    return { lost, doubled: [...times.values()].filter((count) => count > 1).length }
  } finally {
    await client.end()
  }
}
