import type { Kysely } from 'kysely'
import type { UsersSchema } from './schema.ts'

/** A user's own row: the argon2id hash, and which legacy hash it stands for. */
export interface Account {
  readonly username: string
  readonly legacyId: number
  readonly passwordHash: string
  readonly legacyFingerprint: string
}

export interface AccountsStore {
  find(username: string): Promise<Account | undefined>
  /** Inserts or replaces; gives when the account was made. */
  save(account: Account): Promise<{ creation: Date }>
  /** Throws if the table cannot be read. */
  check(): Promise<void>
}

export function createAccountsStore(db: Kysely<UsersSchema>): AccountsStore {
  return {
    find: (username) =>
      db
        .selectFrom('account')
        .select([
          'username',
          'legacy_id as legacyId',
          'password_hash as passwordHash',
          'legacy_fingerprint as legacyFingerprint',
        ])
        .where('username', '=', username)
        .executeTakeFirst(),

    save({ username, legacyId, passwordHash, legacyFingerprint }) {
      const hashes = {
        legacy_id: legacyId,
        password_hash: passwordHash,
        legacy_fingerprint: legacyFingerprint,
      }
      return db
        .insertInto('account')
        .values({ username, ...hashes })
        .onConflict((conflict) => conflict.column('username').doUpdateSet({ ...hashes, changed: new Date() }))
        .returning('creation')
        .executeTakeFirstOrThrow()
    },

    async check() {
      await db.selectFrom('account').select('username').limit(1).execute()
      await db.selectFrom('login_failure').select('key').limit(1).execute()
    },
  }
}
