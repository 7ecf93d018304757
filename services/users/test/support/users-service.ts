import bcrypt from 'bcrypt'
import { createTokenVerifier, type TokenVerifier } from '@mythoughts/kit'
import { makeKeyPair, makeTokenFiles, type TokenFiles } from '../../../kit/test/support/token-files.ts'
import { startProcess } from '../../../../tests/support/process.ts'
import type { Databases } from './databases.ts'

export interface UsersService extends AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
  /** Every line that the process has written. */
  readonly lines: string[]
  readonly verifier: TokenVerifier
  readonly exited: Promise<number | null>
  login(username: string, password: string, headers?: Record<string, string>): Promise<Answer>
  internal(path: string, json: unknown): Promise<Answer>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Record<string, unknown>
}

const isListening = (line: string) => line.includes('"message":"listening"')

/** The service as a process on free ports. */
export async function startUsers(
  { legacyUrl, ownUrl }: Pick<Databases, 'legacyUrl' | 'ownUrl'>,
  env: Readonly<Record<string, string>> = {},
): Promise<UsersService> {
  const files: TokenFiles = await makeTokenFiles(await makeKeyPair('one'))
  const settings = {
    PORT: '0',
    INTERNAL_PORT: '0',
    LEGACY_DATABASE_URL: legacyUrl,
    DATABASE_URL: ownUrl,
    TOKEN_SIGNING_KEY_FILE: files.signingKeyFile,
    TOKEN_KEYS_FILE: files.keysFile,
    LOG_LEVEL: 'debug',
    ...env,
  }
  const child = await startProcess('services/users/src/main.ts', settings, { until: isListening })
  const lines: string[] = []
  child.onLine((line) => lines.push(line))
  const { port, internalPort } = JSON.parse(child.readyLine) as { port: number; internalPort: number }
  const url = `http://127.0.0.1:${port}`
  const internalUrl = `http://127.0.0.1:${internalPort}`
  return {
    url,
    internalUrl,
    lines,
    verifier: await createTokenVerifier(files.keysFile),
    exited: child.exited,
    login: (username, password, headers = {}) => post(`${url}/api/login/`, { username, password }, headers),
    internal: (path, json) => post(internalUrl + path, json),
    async [Symbol.asyncDispose]() {
      await child.stop()
      await files[Symbol.asyncDispose]()
    },
  }
}

/** Adds a user as the legacy side has them. */
export async function addLegacyUser(
  { legacy }: Databases,
  username: string,
  password: string,
): Promise<string> {
  const hash = await bcrypt.hash(password, 12)
  await legacy.query('insert into thoughts_usermodel (username, password_hash) values ($1, $2)', [
    username,
    hash,
  ])
  return hash
}

async function post(url: string, json: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    body: JSON.stringify(json),
    headers: { 'Content-Type': 'application/json', ...headers },
  })
  const text = await answer.text()
  const body = (text === '' ? {} : JSON.parse(text)) as Record<string, unknown>
  return { status: answer.status, headers: answer.headers, body }
}
