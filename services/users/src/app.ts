import { availableParallelism } from 'node:os'
import { isDatabaseDown, type Api, type Database, type Logger, type TokenSigner } from '@mythoughts/kit'
import { createAccountsStore } from './accounts-store.ts'
import { createCreateUser } from './create-user.ts'
import { createHashGate } from './hash-gate.ts'
import { internalApi } from './internal-api.ts'
import { createLegacySessionsStore } from './legacy-sessions-store.ts'
import { createLegacyUsersStore } from './legacy-users-store.ts'
import { createLogIn } from './login.ts'
import { createLoginLimits, type LoginLimitsOptions } from './login-limits.ts'
import { createPasswords } from './password.ts'
import { publicApi } from './public-api.ts'
import type { LegacySchema, UsersSchema } from './schema.ts'
import { createIssueToken } from './tokens.ts'

/** Logins that may wait for a core: some seconds' worth. */
const WAITING_LOGINS = 50

export interface AppOptions {
  readonly legacy: Database<LegacySchema>
  readonly own: Database<UsersSchema>
  readonly signer: TokenSigner
  readonly logger: Logger
  readonly limits: LoginLimitsOptions
  readonly tokens: { readonly apiTokenSeconds: number; readonly sessionTokenSeconds: number }
  readonly version: string
}

export interface App {
  readonly publicApi: Api
  readonly internalApi: Api
  /** Rejects unless the legacy tables can be read, and our own too, or their database is just away. */
  ready(): Promise<void>
}

export async function createApp(options: AppOptions): Promise<App> {
  const { legacy, own, logger, version } = options
  const parts = {
    accounts: createAccountsStore(own.db),
    legacyUsers: createLegacyUsersStore(legacy.db),
    limits: createLoginLimits(own.pool, options.limits),
    passwords: await createPasswords(),
    gate: createHashGate({ atOnce: availableParallelism(), waiting: WAITING_LOGINS }),
    logger,
  }
  const logIn = createLogIn(parts)
  const issueToken = createIssueToken(options.signer, options.tokens)
  const sessions = createLegacySessionsStore(legacy.db)
  return {
    publicApi: publicApi({ logIn, issueToken, version }),
    internalApi: internalApi({ logIn, createUser: createCreateUser(parts), sessions, issueToken, version }),
    async ready() {
      await parts.legacyUsers.check()
      // Logins go on without our own database; without its tables they would not.
      await parts.accounts.check().catch((error: unknown) => {
        if (!isDatabaseDown(error)) throw error
      })
    },
  }
}
