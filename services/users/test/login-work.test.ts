import bcrypt from 'bcrypt'
import { expect } from 'chai'
import { createDatabase, HttpError, type Database } from '@mythoughts/kit'
import { keepLog } from '../../kit/test/support/log-lines.ts'
import { createAccountsStore } from '../src/accounts-store.ts'
import { createHashGate } from '../src/hash-gate.ts'
import { createLegacyUsersStore } from '../src/legacy-users-store.ts'
import { createLogIn, type LogIn } from '../src/login.ts'
import { createLoginLimits } from '../src/login-limits.ts'
import { createPasswords } from '../src/password.ts'
import type { LegacySchema, UsersSchema } from '../src/schema.ts'
import { makeDatabases, type Databases } from './support/databases.ts'
import { makeDoor, type Door } from './support/door.ts'
import { addLegacyUser } from './support/users-service.ts'
import { watchHashing, type HashingWatch } from './support/watch-hashing.ts'

const BCRYPT = 'bcrypt $2b$12$'
const ARGON2 = 'argon2 argon2id v=19 m=19456,p=1,t=2'
const FAILURES = 3

/** What a login answers, as far as a stranger can tell. */
async function outcomeOf(work: Promise<string>): Promise<unknown> {
  return work.catch((error: unknown) => {
    if (!(error instanceof HttpError)) throw error
    return [error.status, error.code, error.message, error.headers]
  })
}

describe('the work that a login costs', () => {
  let databases: Databases
  let door: Door
  let legacy: Database<LegacySchema>
  let own: Database<UsersSchema>
  let logIn: LogIn
  let watch: HashingWatch
  let addresses = 0
  before(async () => {
    databases = await makeDatabases()
    door = await makeDoor(databases.ownUrl)
    legacy = createDatabase<LegacySchema>(databases.legacyUrl)
    own = createDatabase<UsersSchema>(door.url)
    logIn = createLogIn({
      accounts: createAccountsStore(own.db),
      legacyUsers: createLegacyUsersStore(legacy.db),
      limits: createLoginLimits(own.pool, {
        failuresPerAccount: FAILURES,
        failuresPerAddress: 1000,
        windowSeconds: 600,
      }),
      passwords: await createPasswords(),
      gate: createHashGate({ atOnce: 1, waiting: 1 }),
      logger: keepLog().logger,
    })
    watch = watchHashing()
    for (const name of ['bruce', 'vision', 'peggy']) await addLegacyUser(databases, name, 'password')
    await databases.legacy.query(
      "insert into thoughts_usermodel (username, password_hash) values ('groot', 'groot')",
    )
    for (const name of ['bruce', 'peggy']) await attempt(name, 'password')
    const changed = await bcrypt.hash('changed', 12)
    await databases.legacy.query(
      "update thoughts_usermodel set password_hash = $1 where username = 'peggy'",
      [changed],
    )
  })
  beforeEach(() => watch.take())
  after(async () => {
    watch[Symbol.dispose]()
    await Promise.all([legacy.close(), own.close()])
    await door[Symbol.asyncDispose]()
    await databases[Symbol.asyncDispose]()
  })

  const attempt = (username: string, password: string, address = `10.0.0.${++addresses}`) =>
    outcomeOf(logIn({ username, password, address }))
  const refused = [401, 'wrong_credentials', 'the user name or the password is wrong', {}]

  for (const [name, username, password] of [
    ['for somebody who has been upgraded', 'bruce', 'wrong'],
    ['for somebody who has not been upgraded', 'vision', 'wrong'],
    ['for somebody whose password has changed since', 'peggy', 'password'],
    ['for somebody whose legacy hash is none', 'groot', 'groot'],
    ['for nobody', 'nobody', 'wrong'],
    ['for a name in other case', 'Bruce', 'password'],
    ['without a name', '', 'password'],
    ['without a password', 'bruce', ''],
    ['with an endless password', 'nobody', 'x'.repeat(50_000)],
  ] as const)
    it(`is one bcrypt and one argon2id when it fails ${name}, with one answer`, async () => {
      expect(await attempt(username, password)).to.deep.equal(refused)
      expect(watch.take().toSorted()).to.deep.equal([ARGON2, BCRYPT])
    })

  it('is bcrypt once, which upgrades, and argon2id alone from then on', async () => {
    await addLegacyUser(databases, 'wanda', 'password')
    expect(await attempt('wanda', 'password')).to.equal('wanda')
    expect(watch.take()).to.deep.equal([BCRYPT, 'argon2 hash'])
    expect(await attempt('wanda', 'password')).to.equal('wanda')
    expect(watch.take()).to.deep.equal([ARGON2])
  })

  it('is nothing after too many failures, whoever it is for', async () => {
    const statuses: unknown[] = []
    for (const username of ['bruce', 'nobody']) {
      for (let failure = 0; failure < FAILURES; failure++) await attempt(username, 'wrong', '10.9.9.9')
      watch.take()
      const outcome = await attempt(username, 'password', '10.9.9.9')
      expect(outcome).to.have.nested.property('[1]', 'too_many_failures')
      statuses.push((outcome as [number])[0])
    }
    expect(statuses).to.deep.equal([429, 429])
    expect(watch.take()).to.deep.equal([])
  })

  it('is the same when it fails while the own database is away', async () => {
    await door.shut()
    for (const username of ['bruce', 'vision', 'nobody']) {
      expect(await attempt(username, 'wrong'), username).to.deep.equal(refused)
      expect(watch.take().toSorted(), username).to.deep.equal([ARGON2, BCRYPT])
    }
  })
})
