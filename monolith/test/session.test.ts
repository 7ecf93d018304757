import { expect } from 'chai'
import { sql } from 'kysely'
import { createSession, deleteSession, sessionUser } from '../src/models/session.ts'
import { makeTables, type Tables } from './support/tables.ts'

const noSessions = [
  '',
  '07',
  '7 ',
  ' 7',
  '-7',
  '7.0',
  '٧',
  'x',
  '7\0',
  "7' or '1'='1",
  '7'.repeat(81),
] as const

describe('sessions', () => {
  let tables: Tables
  before(async () => {
    tables = await makeTables()
  })
  beforeEach(() => tables.db.deleteFrom('thoughts_sessionmodel').execute())
  after(() => tables[Symbol.asyncDispose]())

  const rows = () =>
    tables.db.selectFrom('thoughts_sessionmodel').select(['session', 'username']).orderBy('id').execute()
  const insert = (session: string, username: string) =>
    tables.db.insertInto('thoughts_sessionmodel').values({ session, username }).execute()

  it('are random integers below 2^248 in decimal, each with its row', async () => {
    const sessions: string[] = []
    for (let index = 0; index < 30; index++) sessions.push(await createSession(tables.db, `user ${index}`))
    expect(await rows()).to.deep.equal(
      sessions.map((session, index) => ({ session, username: `user ${index}` })),
    )
    expect(new Set(sessions).size).to.equal(sessions.length)
    for (const session of sessions) {
      expect(session).to.match(/^(0|[1-9]\d*)$/)
      expect(BigInt(session) < 2n ** 248n).to.equal(true)
    }
    expect(sessions.filter((session) => BigInt(session) >= 2n ** 240n)).to.have.length.above(20)
  })

  it("are one for each user: a new one ends the user's others, and nobody else's", async () => {
    await insert('1', 'bruce')
    await insert('2', 'stephen')
    await insert('3', 'bruce')
    const session = await createSession(tables.db, 'bruce')
    expect(await rows()).to.deep.equal([
      { session: '2', username: 'stephen' },
      { session, username: 'bruce' },
    ])
    expect(await sessionUser(tables.db, '1')).to.equal(null)
    expect(await sessionUser(tables.db, session)).to.equal('bruce')
  })

  it('stay as they are when a new one cannot be stored', async () => {
    await insert('1', 'bruce')
    await sql`alter table thoughts_sessionmodel add constraint short check (length(session) < 5)`.execute(
      tables.db,
    )
    const outcome = await createSession(tables.db, 'bruce').catch((error: unknown) => String(error))
    await sql`alter table thoughts_sessionmodel drop constraint short`.execute(tables.db)
    expect(outcome).to.contain('violates check constraint')
    expect(await rows()).to.deep.equal([{ session: '1', username: 'bruce' }])
  })

  it('name their user; an unknown value, or one that none can have, is anonymous', async () => {
    await insert('7', 'bruce')
    expect(await sessionUser(tables.db, '7')).to.equal('bruce')
    expect(await sessionUser(tables.db, undefined)).to.equal(null)
    for (const value of ['8', ...noSessions])
      expect(await sessionUser(tables.db, value), value).to.equal(null)
  })

  it('end one by one; an unknown value ends none', async () => {
    await insert('7', 'bruce')
    await insert('8', 'stephen')
    for (const value of ['9', undefined, ...noSessions]) await deleteSession(tables.db, value)
    expect(await rows()).to.have.length(2)
    await deleteSession(tables.db, '7')
    expect(await rows()).to.deep.equal([{ session: '8', username: 'stephen' }])
  })
})
