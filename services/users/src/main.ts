import {
  createDatabase,
  createLogger,
  createTokenSigner,
  createTokenVerifier,
  guardProcess,
  serve,
} from '@mythoughts/kit'
import { createApp } from './app.ts'
import { checkKeys } from './check-keys.ts'
import { readConfig } from './config.ts'
import type { LegacySchema, UsersSchema } from './schema.ts'

const config = readConfig()
const logger = createLogger({ service: 'users', level: config.logLevel, syslogUrl: config.syslogUrl })
guardProcess(logger)

const signer = await createTokenSigner(config.tokenSigningKeyFile, { logger })
await checkKeys(signer, await createTokenVerifier(config.tokenKeysFile, { logger }))
const legacy = createDatabase<LegacySchema>(config.legacyDatabaseUrl, { logger, applicationName: 'users' })
const own = createDatabase<UsersSchema>(config.databaseUrl, { logger, applicationName: 'users' })
const app = await createApp({
  legacy,
  own,
  signer,
  logger,
  limits: {
    failuresPerAccount: config.loginFailuresPerAccount,
    failuresPerAddress: config.loginFailuresPerAddress,
    windowSeconds: config.loginWindowSeconds,
  },
  tokens: { apiTokenSeconds: config.apiTokenSeconds, sessionTokenSeconds: config.sessionTokenSeconds },
  version: config.version,
})

await serve({
  name: 'users',
  config,
  tokenKeysFile: config.tokenKeysFile,
  logger,
  public: app.publicApi.router,
  internal: app.internalApi.router,
  ready: () => app.ready(),
  close: async () => {
    await Promise.all([legacy.close(), own.close()])
  },
  trustProxy: config.trustProxy,
})
