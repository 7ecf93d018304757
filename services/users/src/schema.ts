import type { Generated } from 'kysely'

/** The legacy tables that this service owns by contract, as Django made them. */
export interface LegacySchema {
  thoughts_usermodel: { id: Generated<number>; username: string; password_hash: string }
  thoughts_sessionmodel: { id: Generated<number>; session: string; username: string }
}

/** This service's own database. */
export interface UsersSchema {
  account: {
    username: string
    legacy_id: number
    /** argon2id */
    password_hash: string
    /** SHA-256 of the legacy hash that this one stands for; another legacy hash makes this one void. */
    legacy_fingerprint: string
    creation: Generated<Date>
    changed: Generated<Date>
  }
  login_failure: { key: string; points: number; expire: string | null }
}

/** Lengths of the legacy columns, in characters. */
export const USERNAME_LENGTH = 50
