import { HttpError } from '@mythoughts/kit'
import type { LoginParts } from './login.ts'
import { fingerprintOf } from './password.ts'

export interface NewUser {
  readonly id: number
  readonly username: string
  readonly creation: Date
}

export type CreateUser = (user: { username: string; password: string }) => Promise<NewUser>

/** Adds a user on both sides: the legacy row and our own, or neither. Throws 409 if the name is taken. */
export function createCreateUser({ legacyUsers, accounts, passwords, gate }: LoginParts): CreateUser {
  return async ({ username, password }) => {
    const [legacyHash, ownHash] = await gate.run(async () => [
      await passwords.hashLegacy(password),
      await passwords.hashOwn(password),
    ])
    const added = await legacyUsers.add({ username, passwordHash: legacyHash }, async (id) => {
      const account = {
        username,
        legacyId: id,
        passwordHash: ownHash,
        legacyFingerprint: fingerprintOf(legacyHash),
      }
      const { creation } = await accounts.save(account)
      return { id, username, creation }
    })
    if (!added) throw new HttpError(409, 'username_taken', 'username: is taken')
    return added
  }
}
