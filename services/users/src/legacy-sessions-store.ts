import { dryRunId } from '@mythoughts/kit'
import { sql, type Kysely } from 'kysely'
import type { LegacySchema } from './schema.ts'

export interface LegacySessionsStore {
  /** Makes `session` the user's only session. */
  replace(username: string, session: string): Promise<void>
  /** Whose session it is. */
  find(session: string): Promise<string | undefined>
  remove(session: string): Promise<void>
}

export function createLegacySessionsStore(db: Kysely<LegacySchema>): LegacySessionsStore {
  return {
    replace: (username, session) =>
      db.transaction().execute(async (transaction) => {
        // Two logins at once would not see each other's row, and both would stay.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`session of ${username}`}, 0))`.execute(
          transaction,
        )
        await transaction.deleteFrom('thoughts_sessionmodel').where('username', '=', username).execute()
        await transaction
          .insertInto('thoughts_sessionmodel')
          .values({ ...dryRunId(), session, username })
          .execute()
      }),

    async find(session) {
      const row = await db
        .selectFrom('thoughts_sessionmodel')
        .select('username')
        .where('session', '=', session)
        .orderBy('id')
        .limit(1)
        .executeTakeFirst()
      return row?.username
    },

    async remove(session) {
      await db.deleteFrom('thoughts_sessionmodel').where('session', '=', session).execute()
    },
  }
}
