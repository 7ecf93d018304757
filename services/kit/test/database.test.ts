import { sql } from 'kysely'
import { expect } from 'chai'
import { createDatabase as createEmpty } from '../../../tests/support/database.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { freePort } from '@strangler/demo'
import { createDatabase, isDatabaseDown, withRequestId, type Database } from '@mythoughts/kit'
import { keepLog } from './support/log-lines.ts'

async function faultOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('createDatabase', () => {
  let empty: Awaited<ReturnType<typeof createEmpty>>
  let database: Database<unknown>
  const { logger, lines } = keepLog()
  before(async () => {
    empty = await createEmpty()
    database = createDatabase(empty.url, { logger, statementTimeoutMs: 300 })
  })
  after(async () => {
    await database.close()
    await empty.close()
  })

  const backend = async (): Promise<number> => {
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database.db)
    return rows[0]!.pid
  }
  const terminate = async (pid: number) => {
    const other = createDatabase(empty.url)
    await sql`select pg_terminate_backend(${pid})`.execute(other.db)
    await other.close()
  }

  const asSent = async (requestId: string): Promise<string> => {
    const own = sql<{ query: string }>`select query from pg_stat_activity where pid = pg_backend_pid()`
    const { rows } = await withRequestId(requestId, () => own.execute(database.db))
    return rows[0]!.query
  }

  it('shows the server whose request each statement is', async () => {
    expect(await asSent('edge-42:a.b')).to.match(/^\/\* request_id=edge-42:a\.b \*\/ select query /)
  })

  it('lets no request id out of its comment', async () => {
    expect(await asSent('x */ drop table t; /*')).to.match(/^select query /)
  })

  it('survives the loss of an idle connection, logs it, and serves on with another', async () => {
    const pid = await backend()
    await terminate(pid)
    await eventually(() => lines.some(({ message }) => message === 'database connection lost'))
    expect(await backend()).not.to.equal(pid)
  })

  it('survives the loss of a connection between two statements of a transaction', async () => {
    const fault = await faultOf(
      database.db.transaction().execute(async (transaction) => {
        const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(transaction)
        const before = lines.length
        await terminate(rows[0]!.pid)
        await eventually(() => lines.length > before)
        await sql`select 1`.execute(transaction)
      }),
    )
    expect(isDatabaseDown(fault)).to.equal(true)
    await database.ping()
  })

  it('ends a statement that takes too long, as a fault of the database', async () => {
    const fault = await faultOf(sql`select pg_sleep(10)`.execute(database.db))
    expect(fault).to.have.property('code', '57014')
    expect(isDatabaseDown(fault)).to.equal(true)
  })

  it('tells a database that is away from a statement that is wrong', async () => {
    const away = createDatabase(`postgres://u:p@127.0.0.1:${await freePort()}/x`)
    expect(isDatabaseDown(await faultOf(away.ping()))).to.equal(true)
    await away.close()
    const missing = createDatabase(empty.url.replace(/[^/]*$/, 'no_such_database'))
    expect(isDatabaseDown(await faultOf(missing.ping()))).to.equal(true)
    await missing.close()
    expect(isDatabaseDown(await faultOf(sql`select nonsense`.execute(database.db)))).to.equal(false)
    expect(isDatabaseDown(await faultOf(sql`select 1/0`.execute(database.db)))).to.equal(false)
    expect(isDatabaseDown(undefined)).to.equal(false)
  })
})
