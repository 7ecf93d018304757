import { HttpError, isDatabaseDown, type Logger } from '@mythoughts/kit'
import type { Account, AccountsStore } from './accounts-store.ts'
import type { HashGate } from './hash-gate.ts'
import type { LegacyUser, LegacyUsersStore } from './legacy-users-store.ts'
import type { Attempt, LoginLimits } from './login-limits.ts'
import { fingerprintOf, type Passwords } from './password.ts'

export interface LoginParts {
  readonly accounts: AccountsStore
  readonly legacyUsers: LegacyUsersStore
  readonly limits: LoginLimits
  readonly passwords: Passwords
  readonly gate: HashGate
  readonly logger: Logger
}

export interface Credentials extends Attempt {
  readonly password: string
}

/** The user's name if name and password are right; else throws 401, or 429 after too many failures. */
export type LogIn = (credentials: Credentials) => Promise<string>

/**
 * The legacy row says who exists and with which password; our own argon2id hash stands in for it only while it was made
 * from that very legacy hash. So a password changed on the legacy side counts at once, and a right one upgrades.
 * SECURITY: each failure does the same work (one bcrypt, one argon2id), so its time tells nothing about the name.
 */
export function createLogIn(parts: LoginParts): LogIn {
  const { limits, gate } = parts
  return async (credentials) => {
    await refuseIfLimited(limits, credentials)
    return gate.run(async () => {
      // Again: others may have failed while this one was waiting.
      await refuseIfLimited(limits, credentials)
      const user = await verify(parts, credentials)
      if (!user) {
        await limits.failed(credentials)
        throw new HttpError(401, 'wrong_credentials', 'the user name or the password is wrong')
      }
      await limits.succeeded(credentials)
      return user.username
    })
  }
}

async function refuseIfLimited(limits: LoginLimits, attempt: Attempt): Promise<void> {
  const seconds = await limits.wait(attempt)
  if (seconds === undefined) return
  throw new HttpError(429, 'too_many_failures', `too many failed logins; try again in ${seconds} seconds`, {
    headers: { 'Retry-After': String(seconds) },
  })
}

async function verify(
  parts: LoginParts,
  { username, password }: Credentials,
): Promise<LegacyUser | undefined> {
  const { passwords, legacyUsers } = parts
  const [user, account] = await Promise.all([legacyUsers.find(username), findAccount(parts, username)])
  if (user && account && account.legacyFingerprint === fingerprintOf(user.passwordHash)) {
    if (await passwords.verifyOwn(password, account.passwordHash)) return user
    await passwords.spendLegacy(password)
    return undefined
  }
  if (user && (await passwords.verifyLegacy(password, user.passwordHash))) {
    await upgrade(parts, user, password)
    return user
  }
  if (!user) await passwords.spendLegacy(password)
  await passwords.spendOwn(password)
  return undefined
}

/** Without our own database the legacy hash still decides: logins go on. */
async function findAccount({ accounts, logger }: LoginParts, username: string): Promise<Account | undefined> {
  try {
    return await accounts.find(username)
  } catch (error) {
    if (!isDatabaseDown(error)) throw error
    logger.warning('the own database is away; the legacy hash decides', { error })
    return undefined
  }
}

async function upgrade(
  { accounts, passwords, logger }: LoginParts,
  user: LegacyUser,
  password: string,
): Promise<void> {
  try {
    await accounts.save({
      username: user.username,
      legacyId: user.id,
      passwordHash: await passwords.hashOwn(password),
      legacyFingerprint: fingerprintOf(user.passwordHash),
    })
  } catch (error) {
    if (!isDatabaseDown(error)) throw error
    logger.warning('the password was not upgraded; the next login tries again', { error })
  }
}
