import pg from 'pg'
import { createTokenSigner, type TokenSigner } from '@mythoughts/kit'
import { makeKeyPair, makeTokenFiles } from '../../../kit/test/support/token-files.ts'
import { makeDoor, type Door } from '../../../users/test/support/door.ts'
import { createDatabase } from '../../../../tests/support/database.ts'
import { startProcess } from '../../../../tests/support/process.ts'

/** The table as the application that owns it makes it. */
const TABLE = `
  create table thoughts_thoughtmodel (
    id serial primary key, username varchar(50) not null, text varchar(250) not null, timestamp timestamptz not null);
`

/** The service as a process on free ports, over a database of its own. */
export interface ThoughtsService extends AsyncDisposable {
  readonly url: string
  readonly internalUrl: string
  /** Every line that the process has written. */
  readonly lines: string[]
  readonly signer: TokenSigner
  /** The database, past the door. */
  readonly database: pg.Pool
  /** The way by which the service reaches it. */
  readonly door: Door
}

export async function startThoughts(
  env: Readonly<Record<string, string>> = {},
  table = TABLE,
): Promise<ThoughtsService> {
  const [files, empty] = [await makeTokenFiles(await makeKeyPair('one')), await createDatabase()]
  const database = new pg.Pool({ connectionString: empty.url, max: 2 })
  if (table !== '') await database.query(table)
  const door = await makeDoor(empty.url)
  const settings = {
    PORT: '0',
    INTERNAL_PORT: '0',
    DATABASE_URL: door.url,
    TOKEN_KEYS_FILE: files.keysFile,
    LOG_LEVEL: 'debug',
    ...env,
  }
  const until = (line: string): boolean => line.includes('"message":"listening"')
  const child = await startProcess('services/thoughts/src/main.ts', settings, { until })
  const lines: string[] = []
  child.onLine((line) => lines.push(line))
  const { port, internalPort } = JSON.parse(child.readyLine) as { port: number; internalPort: number }
  return {
    url: `http://127.0.0.1:${port}`,
    internalUrl: `http://127.0.0.1:${internalPort}`,
    lines,
    signer: await createTokenSigner(files.signingKeyFile),
    database,
    door,
    async [Symbol.asyncDispose]() {
      await child.stop()
      await door[Symbol.asyncDispose]()
      await database.end()
      await empty.close()
      await files[Symbol.asyncDispose]()
    },
  }
}
