import { expect } from 'chai'
import bcrypt from 'bcrypt'
import { makeDatabases, type Databases } from './support/databases.ts'
import { addLegacyUser, startUsers, type UsersService } from './support/users-service.ts'

describe('POST /api/login/', () => {
  let databases: Databases
  let users: UsersService
  before(async () => {
    databases = await makeDatabases()
    await addLegacyUser(databases, 'bruce', 'password')
    users = await startUsers(databases)
  })
  after(async () => {
    await users[Symbol.asyncDispose]()
    await databases[Symbol.asyncDispose]()
  })

  const ownRow = async (username: string) => {
    const { rows } = await databases.own.query<{ password_hash: string }>(
      'select * from account where username = $1',
      [username],
    )
    return rows[0]
  }

  it('gives a token for two days, bound to no session, and writes no session row', async () => {
    const { status, body } = await users.login('bruce', 'password')
    expect(status).to.equal(200)
    expect(body['Authorized']).to.match(/^Bearer /)
    const claims = await users.verifier.verify(String(body['Authorized']).slice('Bearer '.length))
    expect(claims).to.include({ username: 'bruce', sid: undefined, exp: claims.iat + 172_800 })
    const { rowCount } = await databases.legacy.query('select 1 from thoughts_sessionmodel')
    expect(rowCount).to.equal(0)
  })

  it('takes a form, too', async () => {
    const body = new URLSearchParams({ username: 'bruce', password: 'password' })
    expect((await fetch(`${users.url}/api/login/`, { method: 'POST', body })).status).to.equal(200)
  })

  it('refuses wrong passwords and names that are not exactly right, all alike', async () => {
    const wrong = await users.login('bruce', 'Password')
    expect(wrong.status).to.equal(401)
    const others = [
      'Bruce',
      ' bruce',
      'bruce ',
      'nobody',
      '',
      'b'.repeat(5000),
      "' or 1=1 --",
      'bruce\u{d800}',
    ]
    for (const name of others) {
      const { status, body } = await users.login(name, 'password')
      expect([status, body], name).to.deep.equal([401, wrong.body])
    }
    expect((await users.login('bruce', '')).status).to.equal(401)
  })

  it('leaves an argon2id hash of its own, and does not touch the legacy table', async () => {
    await addLegacyUser(databases, 'clint', 'password')
    const legacyTable = async () =>
      (await databases.legacy.query('select ctid, xmin, xmax, * from thoughts_usermodel order by id'))
        .rows as unknown[]
    const before = await legacyTable()
    for (const password of ['password', 'wrong', 'password'])
      expect((await users.login('clint', password)).status).to.equal(password === 'wrong' ? 401 : 200)
    expect((await ownRow('clint'))?.password_hash).to.match(/^\$argon2id\$/)
    expect(before).to.have.length.above(1)
    expect(await legacyTable()).to.deep.equal(before)
  })

  it('follows a password that was changed on the legacy side: the new one counts, the old one no more', async () => {
    await addLegacyUser(databases, 'peggy', 'before')
    expect((await users.login('peggy', 'before')).status).to.equal(200)
    const changed = await bcrypt.hash('after', 12)
    await databases.legacy.query(
      "update thoughts_usermodel set password_hash = $1 where username = 'peggy'",
      [changed],
    )
    expect((await users.login('peggy', 'before')).status).to.equal(401)
    expect((await users.login('peggy', 'after')).status).to.equal(200)
    expect((await users.login('peggy', 'before')).status).to.equal(401)
    expect((await users.login('peggy', 'after')).status).to.equal(200)
  })

  it('refuses a user that the legacy side has removed', async () => {
    await addLegacyUser(databases, 'loki', 'mischief')
    expect((await users.login('loki', 'mischief')).status).to.equal(200)
    await databases.legacy.query("delete from thoughts_usermodel where username = 'loki'")
    expect((await users.login('loki', 'mischief')).status).to.equal(401)
  })

  it('looks at 72 bytes of a password as bcrypt does, before and after the upgrade', async () => {
    const long = 'ż'.repeat(40)
    await addLegacyUser(databases, 'wanda', long)
    expect((await users.login('wanda', long)).status).to.equal(200)
    expect((await users.login('wanda', `${'ż'.repeat(36)}anything`)).status).to.equal(200)
    expect((await users.login('wanda', 'ż'.repeat(35))).status).to.equal(401)
  })

  it('refuses a legacy hash that is none', async () => {
    await databases.legacy.query(
      "insert into thoughts_usermodel (username, password_hash) values ('groot', 'groot'), ('rocket', '')",
    )
    expect((await users.login('groot', 'groot')).status).to.equal(401)
    expect((await users.login('rocket', '')).status).to.equal(401)
  })

  it('answers a crowd bigger than its cores, each rightly', async function () {
    this.timeout(60_000)
    const answers = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        users.login('bruce', index % 2 === 0 ? 'password' : 'wrong', from('10.9.9.9')),
      ),
    )
    expect(answers.map(({ status }) => status)).to.deep.equal(
      answers.map((_, index) => (index % 2 === 0 ? 200 : 401)),
    )
  })
})

const from = (address: string) => ({ 'X-Forwarded-For': address })
