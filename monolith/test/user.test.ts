import { hash } from 'bcrypt'
import { expect } from 'chai'
import { authenticate } from '../src/models/user.ts'
import { makeTables, type Tables } from './support/tables.ts'

describe('authenticate', () => {
  let tables: Tables
  before(async () => {
    tables = await makeTables()
    const users = { bruce: 'pass wörd', stephen: 'password', groot: undefined }
    for (const [username, password] of Object.entries(users)) {
      const password_hash = password === undefined ? 'no bcrypt' : await hash(password, 4)
      await tables.db.insertInto('thoughts_usermodel').values({ username, password_hash }).execute()
    }
  })
  after(() => tables[Symbol.asyncDispose]())

  it('gives the name for the right password', async () => {
    expect(await authenticate(tables.db, 'bruce', 'pass wörd')).to.equal('bruce')
  })

  for (const [name, username, password] of [
    ['a wrong password', 'bruce', 'password'],
    ['a password in other case', 'bruce', 'Pass wörd'],
    ['no password', 'bruce', ''],
    ['an unknown name', 'nobody', 'pass wörd'],
    ['a name in other case', 'Bruce', 'pass wörd'],
    ['a name with a blank before it', ' bruce', 'pass wörd'],
    ['no name', '', 'pass wörd'],
    ['a hash that is none', 'groot', 'no bcrypt'],
  ] as const)
    it(`gives nothing for ${name}`, async () => {
      expect(await authenticate(tables.db, username, password)).to.equal(null)
    })
})
