import { sql } from 'kysely'
import type { Database } from '../database.ts'

/** A thought as the pages show it. */
export interface Thought {
  readonly username: string
  readonly text: string
  readonly timestamp: Date
}

/** The thoughts of one user, newest first. */
export async function thoughtsOf(db: Database, username: string): Promise<readonly Thought[]> {
  return selectThoughts(db).where('username', '=', username).execute()
}

/** Everybody's thoughts that contain the words, newest first, in Django's `icontains`. */
export async function searchThoughts(db: Database, words: string): Promise<readonly Thought[]> {
  const pattern = `%${words.replace(/[\\%_]/g, '\\$&')}%`
  return selectThoughts(db)
    .where(sql<boolean>`upper(text::text) like upper(${pattern})`)
    .execute()
}

/** Stores a thought of this moment; throws when the text is too long for its column. */
export async function addThought(db: Database, username: string, text: string): Promise<void> {
  await db.insertInto('thoughts_thoughtmodel').values({ username, text, timestamp: new Date() }).execute()
}

function selectThoughts(db: Database) {
  return db
    .selectFrom('thoughts_thoughtmodel')
    .select(['username', 'text', 'timestamp'])
    .orderBy('timestamp', 'desc')
    .orderBy('id', 'desc')
}
