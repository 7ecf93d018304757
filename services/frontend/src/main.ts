import {
  callService,
  createLogger,
  createTokenVerifier,
  guardProcess,
  requireVersion,
  serve,
} from '@mythoughts/kit'
import { readConfig } from './config.ts'
import { handleRequest } from './handle-request.ts'
import { createIdentify } from './identity.ts'
import { createThoughtsClient } from './thoughts-client.ts'
import { createUsersClient } from './users-client.ts'

const NEEDED = { users: 'v1.0', thoughts: 'v1.0' } as const

const config = readConfig()
const logger = createLogger({ service: 'frontend', level: config.logLevel, syslogUrl: config.syslogUrl })
guardProcess(logger)

await requireVersion('users', config.usersInternalUrl, NEEDED.users, { logger })
await requireVersion('thoughts', config.thoughtsInternalUrl, NEEDED.thoughts, { logger })

const usersService = callService({ baseUrl: config.usersInternalUrl, name: 'users', logger })
const thoughtsService = callService({ baseUrl: config.thoughtsUrl, name: 'thoughts', logger })
const users = createUsersClient(usersService)
const thoughts = createThoughtsClient(thoughtsService)
const verifier = await createTokenVerifier(config.tokenKeysFile, { logger })

await serve({
  name: 'frontend',
  config,
  tokenKeysFile: config.tokenKeysFile,
  logger,
  public: handleRequest({ users, thoughts, identify: createIdentify(users, verifier) }, logger),
  close: async () => {
    await Promise.all([usersService.close(), thoughtsService.close()])
  },
  trustProxy: config.trustProxy,
})
