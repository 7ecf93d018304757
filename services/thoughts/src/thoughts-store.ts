import { dryRunId } from '@mythoughts/kit'
import { sql, type Generated, type Kysely } from 'kysely'

/** The table as the application that made it has it. */
export interface ThoughtsSchema {
  readonly thoughts_thoughtmodel: {
    readonly id: Generated<number>
    readonly username: string
    readonly text: string
    readonly timestamp: Date
  }
}

export interface Thought {
  readonly id: number
  readonly username: string
  readonly text: string
  readonly timestamp: Date
}

export interface ThoughtsStore {
  /** By id. */
  ofUser(username: string): Promise<readonly Thought[]>
  /** Everybody's by id; with `words`, those that contain them, whatever the case. */
  all(words?: string): Promise<readonly Thought[]>
  find(id: number): Promise<Thought | undefined>
  add(username: string, text: string): Promise<Thought>
  /** Whether there was one to remove. */
  remove(id: number): Promise<boolean>
}

export function createThoughtsStore(db: Kysely<ThoughtsSchema>): ThoughtsStore {
  const select = () => db.selectFrom('thoughts_thoughtmodel').selectAll().orderBy('id')
  return {
    ofUser: (username) => select().where('username', '=', username).execute(),
    all: (words) => (words === undefined ? select() : select().where(contains(words))).execute(),
    find: (id) => select().where('id', '=', id).executeTakeFirst(),
    add: (username, text) =>
      db
        .insertInto('thoughts_thoughtmodel')
        .values({ ...dryRunId(), username, text, timestamp: new Date() })
        .returningAll()
        .executeTakeFirstOrThrow(),
    remove: async (id) => {
      const { numDeletedRows } = await db
        .deleteFrom('thoughts_thoughtmodel')
        .where('id', '=', id)
        .executeTakeFirst()
      return numDeletedRows > 0n
    },
  }
}

/** `%`, `_` and `\` stand for themselves. */
function contains(words: string) {
  return sql<boolean>`upper(text) like upper(${`%${words.replace(/[\\%_]/g, '\\$&')}%`})`
}
