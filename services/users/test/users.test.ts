import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { makeDatabases, type Databases } from './support/databases.ts'
import { makeDoor, type Door } from './support/door.ts'
import { startUsers, type UsersService } from './support/users-service.ts'

describe('POST /admin/users/', () => {
  let databases: Databases
  let door: Door
  let users: UsersService
  before(async () => {
    databases = await makeDatabases()
    door = await makeDoor(databases.ownUrl)
    users = await startUsers({ ...databases, ownUrl: door.url })
  })
  after(async () => {
    await users[Symbol.asyncDispose]()
    await door[Symbol.asyncDispose]()
    await databases[Symbol.asyncDispose]()
  })

  const add = (username: unknown, password: unknown) =>
    users.internal('/admin/users/', { username, password })
  const legacyRows = async (username: string) =>
    (
      await databases.legacy.query<{ id: number; password_hash: string }>(
        'select id, password_hash from thoughts_usermodel where username = $1',
        [username],
      )
    ).rows

  it('adds the user on both sides and tells id, name and creation, never the password', async () => {
    const { status, body } = await add('natasha', 'sehr geheim')
    expect(status).to.equal(201)
    expect(body).to.have.all.keys('id', 'username', 'creation')
    expect(Date.parse(String(body['creation']))).to.be.closeTo(Date.now(), 60_000)
    const [row] = await legacyRows('natasha')
    expect(row?.id).to.equal(body['id'])
    expect(row?.password_hash).to.match(/^\$2b\$12\$/)
    const { rows } = await databases.own.query("select password_hash from account where username = 'natasha'")
    expect(rows[0])
      .to.have.property('password_hash')
      .that.matches(/^\$argon2id\$/)
    expect((await users.login('natasha', 'sehr geheim')).status).to.equal(200)
  })

  it('answers 409 for a name that is taken, and changes nothing', async () => {
    await add('clint', 'one')
    expect((await add('clint', 'two')).status).to.equal(409)
    expect(await legacyRows('clint')).to.have.length(1)
    expect((await users.login('clint', 'one')).status).to.equal(200)
    expect((await users.login('clint', 'two')).status).to.equal(401)
  })

  it('lets one of many at once have a name', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, index) => add('wade', `password ${index}`)),
    )
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([
      201, 409, 409, 409, 409, 409, 409, 409,
    ])
    expect(await legacyRows('wade')).to.have.length(1)
    const winner = answers.findIndex(({ status }) => status === 201)
    expect((await users.login('wade', `password ${winner}`)).status).to.equal(200)
  })

  for (const [name, username, password, message] of [
    ['a name of 51 characters', '👍'.repeat(51), 'x', 'username: must have at most 50 characters'],
    ['an empty name', '', 'x', 'username: must not be empty'],
    ['an empty password', 'x', '', 'password: must not be empty'],
    [
      'a password of 73 bytes',
      'x',
      'ż'.repeat(36) + 'x',
      'password: must have at most 72 bytes in UTF-8: bcrypt ignores the rest',
    ],
    ['NUL', 'x', 'a\0b', 'password: must not contain NUL'],
    ['no password', 'x', undefined, 'password: is missing'],
    ['numbers', 5, 6, 'username: must be text; password: must be text'],
  ] as const) {
    it(`refuses ${name}`, async () => {
      const { status, body } = await add(username, password)
      expect(status).to.equal(400)
      expect(body['error']).to.have.property('message', message)
    })
  }

  it('accepts the longest name and password', async () => {
    expect((await add('👍'.repeat(50), 'ż'.repeat(36))).status).to.equal(201)
  })

  it('adds nothing anywhere, and says 503, while its own database is away', async () => {
    await door.shut()
    expect((await add('bucky', 'winter')).status).to.equal(503)
    expect(await legacyRows('bucky')).to.deep.equal([])
    await door.open()
    await eventually(async () => (await add('bucky', 'winter')).status === 201)
  })
})
