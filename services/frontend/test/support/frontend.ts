import {
  callService,
  createTokenSigner,
  createTokenVerifier,
  serve,
  type ServiceClient,
  type TokenSigner,
} from '@mythoughts/kit'
import { createHash } from 'node:crypto'
import { keepLog, type LogLine } from '../../../kit/test/support/log-lines.ts'
import { makeKeyPair, makeTokenFiles } from '../../../kit/test/support/token-files.ts'
import { handleRequest } from '../../src/handle-request.ts'
import { createIdentify } from '../../src/identity.ts'
import { createThoughtsClient } from '../../src/thoughts-client.ts'
import { createUsersClient } from '../../src/users-client.ts'
import { startStandIn, type StandIn } from './stand-in.ts'

/** The pages in this process, over stand-ins of the two services. */
export interface Frontend extends AsyncDisposable {
  readonly url: string
  readonly users: StandIn
  readonly thoughts: StandIn
  readonly signer: TokenSigner
  readonly lines: LogLine[]
  readonly logText: () => string
}

/** Milliseconds that a service has: few, so that a slow one is soon too slow. */
const TIMEOUT_MS = 1500

export async function startFrontend(): Promise<Frontend> {
  const { logger, lines, text } = keepLog()
  const files = await makeTokenFiles(await makeKeyPair('one'))
  const [users, thoughts] = [await startStandIn(), await startStandIn()]
  const call = ({ url }: StandIn, name: string): ServiceClient =>
    callService({ baseUrl: url, name, timeoutMs: TIMEOUT_MS, logger })
  const [usersService, thoughtsService] = [call(users, 'users'), call(thoughts, 'thoughts')]
  const usersClient = createUsersClient(usersService)
  const identify = createIdentify(usersClient, await createTokenVerifier(files.keysFile))
  const backends = { users: usersClient, thoughts: createThoughtsClient(thoughtsService), identify }
  const service = await serve({
    name: 'frontend',
    config: { host: '127.0.0.1', port: 0, internalPort: 0, version: 'v1.0', commit: 'abc123' },
    logger,
    public: handleRequest(backends, logger),
    trustProxy: ['loopback'],
    ownsProcess: false,
  })
  return {
    url: `http://127.0.0.1:${service.port}`,
    users,
    thoughts,
    signer: await createTokenSigner(files.signingKeyFile),
    lines,
    logText: text,
    async [Symbol.asyncDispose]() {
      await service.stop()
      await Promise.all([users.close(), thoughts.close()])
      await Promise.all([usersService.close(), thoughtsService.close()])
      await files[Symbol.asyncDispose]()
    },
  }
}

/** What binds a token to its session. */
export function sidOf(session: string): string {
  return createHash('sha256').update(session).digest('hex')
}
