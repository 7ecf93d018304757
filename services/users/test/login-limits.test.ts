import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { makeDatabases, type Databases } from './support/databases.ts'
import { makeDoor } from './support/door.ts'
import { addLegacyUser, startUsers } from './support/users-service.ts'

const limits = {
  LOGIN_FAILURES_PER_ACCOUNT: '2',
  LOGIN_FAILURES_PER_ADDRESS: '4',
  LOGIN_WINDOW_SECONDS: '600',
}
const from = (address: string) => ({ 'X-Forwarded-For': address })

describe('the limit of failed logins', () => {
  let databases: Databases
  before(async () => {
    databases = await makeDatabases()
    await addLegacyUser(databases, 'bruce', 'password')
  })
  beforeEach(() => databases.own.query('delete from login_failure'))
  after(() => databases[Symbol.asyncDispose]())

  it('refuses an account from an address after its failures with 429 and Retry-After, even the right password', async () => {
    await using users = await startUsers(databases, limits)
    const status = async (password: string, address: string) =>
      (await users.login('bruce', password, from(address))).status
    expect([await status('x', '10.0.0.1'), await status('x', '10.0.0.1')]).to.deep.equal([401, 401])
    const refused = await users.login('bruce', 'password', from('10.0.0.1'))
    expect(refused.status).to.equal(429)
    expect(Number(refused.headers.get('retry-after'))).to.be.within(590, 600)
    expect(await status('password', '10.0.0.2')).to.equal(200)
  })

  it('counts failures only, and a success forgets those of its account', async () => {
    await using users = await startUsers(databases, limits)
    const statuses: number[] = []
    for (const password of ['x', 'password', 'password', 'password', 'x', 'x', 'password']) {
      statuses.push((await users.login('bruce', password, from('10.0.0.3'))).status)
    }
    expect(statuses).to.deep.equal([401, 200, 200, 200, 401, 401, 429])
  })

  it('refuses an address that tries many names', async () => {
    await using users = await startUsers(databases, limits)
    const statuses: number[] = []
    for (const name of ['a', 'b', 'c', 'd', 'e'])
      statuses.push((await users.login(name, 'x', from('10.0.0.4'))).status)
    expect(statuses).to.deep.equal([401, 401, 401, 401, 429])
  })

  it('takes the addresses of one IPv6 network for one', async () => {
    await using users = await startUsers(databases, limits)
    const status = async (address: string) => (await users.login('bruce', 'x', from(address))).status
    expect([await status('2001:db8::1'), await status('2001:db8:0:0:ffff::2')]).to.deep.equal([401, 401])
    expect(await status('2001:db8::3')).to.equal(429)
    expect(await status('2001:db8:0:1::1')).to.equal(401)
  })

  it('is one limit for all replicas and both ways to log in', async () => {
    await using one = await startUsers(databases, limits)
    await using two = await startUsers(databases, limits)
    const session = (password: string) =>
      two.internal('/admin/sessions/', { username: 'bruce', password, address: '10.0.0.5' })
    expect((await one.login('bruce', 'x', from('10.0.0.5'))).status).to.equal(401)
    expect((await session('x')).status).to.equal(401)
    expect((await session('password')).status).to.equal(429)
    expect((await one.login('bruce', 'password', from('10.0.0.5'))).status).to.equal(429)
  })

  it('does not believe X-Forwarded-For of a peer that is not trusted', async () => {
    await using users = await startUsers(databases, { ...limits, TRUST_PROXY: '192.0.2.1' })
    const statuses: number[] = []
    for (const address of ['10.1.0.1', '10.1.0.2', '10.1.0.3']) {
      statuses.push((await users.login('bruce', 'x', from(address))).status)
    }
    expect(statuses).to.deep.equal([401, 401, 429])
  })

  it('goes on in memory while the own database is away, and so do logins', async () => {
    await using door = await makeDoor(databases.ownUrl)
    await using users = await startUsers({ ...databases, ownUrl: door.url }, limits)
    await door.shut()
    const status = async (password: string) => (await users.login('bruce', password, from('10.0.0.6'))).status
    expect([
      await status('password'),
      await status('x'),
      await status('x'),
      await status('password'),
    ]).to.deep.equal([200, 401, 401, 429])
    expect((await fetch(`${users.url}/readyz`)).status).to.equal(200)
    expect(users.lines.some((line) => line.includes('"level":"error"'))).to.equal(false)
    await door.open()
    await eventually(async () => (await status('password')) === 200)
  })
})
