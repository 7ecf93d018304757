import { dryRunId } from '@mythoughts/kit'
import { sql, type Kysely } from 'kysely'
import type { LegacySchema } from './schema.ts'

export interface LegacyUser {
  readonly id: number
  readonly username: string
  readonly passwordHash: string
}

export interface LegacyUsersStore {
  /** By the exact name; the table has no unique constraint, so the oldest row counts. */
  find(username: string): Promise<LegacyUser | undefined>
  /** Inserts unless the name is taken (undefined then). `also` runs before the commit: if it throws, nothing is stored. */
  add<T>(user: Omit<LegacyUser, 'id'>, also: (id: number) => Promise<T>): Promise<T | undefined>
  /** Throws if the table cannot be read. */
  check(): Promise<void>
}

export function createLegacyUsersStore(db: Kysely<LegacySchema>): LegacyUsersStore {
  const find = (from: Kysely<LegacySchema>, username: string) =>
    from
      .selectFrom('thoughts_usermodel')
      .select(['id', 'username', 'password_hash as passwordHash'])
      .where('username', '=', username)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
  return {
    find: (username) => find(db, username),

    add: ({ username, passwordHash }, also) =>
      db.transaction().execute(async (transaction) => {
        // Two at once for the same name would both find it free.
        await sql`select pg_advisory_xact_lock(hashtextextended(${`new user ${username}`}, 0))`.execute(
          transaction,
        )
        if (await find(transaction, username)) return undefined
        const { id } = await transaction
          .insertInto('thoughts_usermodel')
          .values({ ...dryRunId(), username, password_hash: passwordHash })
          .returning('id')
          .executeTakeFirstOrThrow()
        return also(id)
      }),

    async check() {
      await db.selectFrom('thoughts_usermodel').select('id').limit(1).execute()
      await db.selectFrom('thoughts_sessionmodel').select('id').limit(1).execute()
    },
  }
}
