import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { makeDatabases, type Databases } from './support/databases.ts'
import { addLegacyUser, startUsers, type UsersService } from './support/users-service.ts'

const bruce = { username: 'bruce', password: 'password', address: '10.0.0.1' }

describe('/admin/sessions/', () => {
  let databases: Databases
  let users: UsersService
  before(async () => {
    databases = await makeDatabases()
    await addLegacyUser(databases, 'bruce', 'password')
    users = await startUsers(databases)
  })
  beforeEach(() => databases.legacy.query('delete from thoughts_sessionmodel'))
  after(async () => {
    await users[Symbol.asyncDispose]()
    await databases[Symbol.asyncDispose]()
  })

  const rows = async () => {
    const query = 'select session, username from thoughts_sessionmodel order by id'
    return (await databases.legacy.query<{ session: string; username: string }>(query)).rows
  }
  const insert = (session: string, username: string) =>
    databases.legacy.query('insert into thoughts_sessionmodel (session, username) values ($1, $2)', [
      session,
      username,
    ])

  it('logs in with a decimal value below 2^248 in the legacy table, and a token bound to it for ten minutes', async () => {
    const { status, body } = await users.internal('/admin/sessions/', bruce)
    expect(status).to.equal(201)
    const session = String(body['session'])
    expect(session).to.match(/^\d+$/)
    expect(BigInt(session) < 2n ** 248n).to.equal(true)
    expect(await rows()).to.deep.equal([{ session, username: 'bruce' }])
    const claims = await users.verifier.verify(String(body['token']))
    const sid = createHash('sha256').update(session).digest('hex')
    expect(claims).to.include({ username: 'bruce', sid, exp: claims.iat + 600 })
  })

  it("ends the user's other sessions, and nobody else's", async () => {
    await insert('1', 'bruce')
    await insert('2', 'bruce')
    await insert('3', 'stephen')
    const { body } = await users.internal('/admin/sessions/', bruce)
    expect(await rows()).to.deep.equal([
      { session: '3', username: 'stephen' },
      { session: body['session'], username: 'bruce' },
    ])
  })

  it('leaves one session when a user logs in many times at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => users.internal('/admin/sessions/', bruce)),
    )
    expect(answers.map(({ status }) => status)).to.deep.equal(Array.from({ length: 10 }, () => 201))
    expect(await rows()).to.have.length(1)
  })

  it('refuses wrong credentials with 401, and then no session changes', async () => {
    await insert('1', 'bruce')
    expect((await users.internal('/admin/sessions/', { ...bruce, password: 'x' })).status).to.equal(401)
    expect(await rows()).to.deep.equal([{ session: '1', username: 'bruce' }])
  })

  it('exchanges a session of the legacy side for a token; 404 for an unknown one', async () => {
    await insert('123', 'stephen')
    const { status, body } = await users.internal('/admin/sessions/exchange/', { session: '123' })
    expect([status, body['username']]).to.deep.equal([200, 'stephen'])
    const sid = createHash('sha256').update('123').digest('hex')
    expect(await users.verifier.verify(String(body['token']))).to.include({ username: 'stephen', sid })
    expect((await users.internal('/admin/sessions/exchange/', { session: '124' })).status).to.equal(404)
  })

  it('checks a session and ends it; ending it again changes nothing', async () => {
    await insert('55', 'bruce')
    const ask = async (path: string, session: string) =>
      (await users.internal(`/admin/sessions/${path}/`, { session })).status
    expect(await ask('check', '55')).to.equal(204)
    expect(await ask('logout', '55')).to.equal(204)
    expect(await ask('check', '55')).to.equal(404)
    expect(await ask('logout', '55')).to.equal(204)
  })

  it('takes any value that is no session for an unknown one', async () => {
    await insert('7', 'bruce')
    for (const session of [
      '',
      '07',
      '7 ',
      ' 7',
      "7' or '1'='1",
      '7.0',
      '-7',
      '٧',
      'x',
      '7'.repeat(3000),
      '%00',
    ]) {
      for (const path of ['check', 'exchange']) {
        expect((await users.internal(`/admin/sessions/${path}/`, { session })).status, session).to.equal(404)
      }
      expect((await users.internal('/admin/sessions/logout/', { session })).status, session).to.equal(204)
    }
    expect(await rows()).to.have.length(1)
  })

  it('is not there on the public port', async () => {
    for (const path of [
      '/admin/sessions/',
      '/admin/sessions/exchange/',
      '/admin/users/',
      '/admin/version/',
    ]) {
      expect((await fetch(users.url + path, { method: 'POST' })).status, path).to.equal(404)
    }
  })
})
