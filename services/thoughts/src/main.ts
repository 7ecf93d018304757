import { createDatabase, createLogger, createTokenVerifier, guardProcess, serve } from '@mythoughts/kit'
import { readConfig } from './config.ts'
import { internalApi } from './internal-api.ts'
import { publicApi } from './public-api.ts'
import { createThoughtsStore, type ThoughtsSchema } from './thoughts-store.ts'

const config = readConfig()
const { version } = config
const logger = createLogger({ service: 'thoughts', level: config.logLevel, syslogUrl: config.syslogUrl })
guardProcess(logger)

const verifier = await createTokenVerifier(config.tokenKeysFile, { logger })
const database = createDatabase<ThoughtsSchema>(config.databaseUrl, { logger, applicationName: 'thoughts' })
const store = createThoughtsStore(database.db)

await serve({
  name: 'thoughts',
  config,
  tokenKeysFile: config.tokenKeysFile,
  logger,
  public: publicApi({ store, verifier, version }).router,
  internal: internalApi({ store, version }).router,
  ready: async () => {
    await store.find(1)
  },
  close: () => database.close(),
})
