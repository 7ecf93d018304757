import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { startProcess } from '../../../tests/support/process.ts'
import { makeKeyPair, makeTokenFiles } from '../../kit/test/support/token-files.ts'
import { makeDatabases, migrate, type Databases } from './support/databases.ts'
import { makeDoor } from './support/door.ts'
import { addLegacyUser, startUsers } from './support/users-service.ts'

const levelOf = (line: string) => (JSON.parse(line) as { level: string }).level

describe('the users service', () => {
  let databases: Databases
  before(async () => {
    databases = await makeDatabases()
    await addLegacyUser(databases, 'bruce', 'hunter2-secret')
  })
  after(() => databases[Symbol.asyncDispose]())

  it('answers 503, not 500, while the legacy database is away, and serves again when it is back', async () => {
    await using door = await makeDoor(databases.legacyUrl)
    await using users = await startUsers({ ...databases, legacyUrl: door.url })
    await door.shut()
    const answers = [
      await users.login('bruce', 'hunter2-secret'),
      await users.internal('/admin/sessions/', { username: 'bruce', password: 'hunter2-secret' }),
      await users.internal('/admin/sessions/check/', { session: '1' }),
      await users.internal('/admin/users/', { username: 'x', password: 'y' }),
    ]
    for (const { status, body } of answers) {
      expect(status).to.equal(503)
      expect(body['error']).to.deep.equal({
        code: 'database_unavailable',
        message: 'the database cannot be reached; try again later',
      })
    }
    const status = async (path: string) => (await fetch(users.url + path)).status
    expect([await status('/readyz'), await status('/healthz')]).to.deep.equal([503, 200])
    await door.open()
    await eventually(async () => (await status('/readyz')) === 200)
    expect((await users.login('bruce', 'hunter2-secret')).status).to.equal(200)
  })

  it('answers bad input with 4xx, logs no 4xx as an error, and no secret at all', async () => {
    await using users = await startUsers(databases, {
      LOGIN_FAILURES_PER_ACCOUNT: '10000',
      LOGIN_FAILURES_PER_ADDRESS: '10000',
    })
    const session = await users.internal('/admin/sessions/', {
      username: 'bruce',
      password: 'hunter2-secret',
    })
    const api = await users.login('bruce', 'hunter2-secret')
    const paths = [
      `${users.url}/api/login/`,
      ...['users/', 'sessions/', 'sessions/check/', 'sessions/exchange/', 'sessions/logout/'].map(
        (path) => `${users.internalUrl}/admin/${path}`,
      ),
    ]
    const json = (value: unknown) => ['application/json', JSON.stringify(value)] as const
    const bodies = [
      json({}),
      json([]),
      json(null),
      json('hunter2-secret'),
      json({ username: { $ne: '' }, password: ['hunter2-secret'], session: {} }),
      json({ username: 'a\0', password: 'hunter2-secret\0', session: '1\0' }),
      json({ username: 'x', password: 'hunter2-secret'.repeat(10_000), session: '1' }),
      ['application/json', '{"password": "hunter2-secret"'],
      ['application/x-www-form-urlencoded', 'username=%00&password=hunter2-secret&session=%00'],
      ['multipart/form-data; boundary=x', '--x\r\nhunter2-secret'],
      ['text/plain', 'hunter2-secret'],
    ] as const
    for (const path of paths) {
      for (const [type, body] of bodies) {
        const answer = await fetch(path, { method: 'POST', body, headers: { 'Content-Type': type } })
        expect(answer.status, `${path} ${body.slice(0, 60)}`).to.be.within(400, 499)
        expect(await answer.text()).not.to.contain('hunter2-secret')
      }
      for (const method of ['GET', 'PUT', 'PATCH', 'DELETE'])
        expect((await fetch(path, { method })).status).to.equal(405)
      const cookies = { Cookie: `session=${'9'.repeat(20_000)}` }
      expect((await fetch(path, { method: 'POST', headers: cookies })).status).to.equal(431)
    }
    await eventually(() => users.lines.length > paths.length * bodies.length * 2)
    expect(users.lines.filter((line) => levelOf(line) !== 'info')).to.deep.equal([])
    const log = users.lines.join('\n')
    for (const secret of [
      'hunter2',
      String(session.body['session']),
      String(session.body['token']),
      String(api.body['Authorized']),
    ]) {
      expect(log).not.to.contain(secret)
    }
  })

  it('answers health and metrics on both ports, its version on the internal one, and shows its API', async () => {
    await using users = await startUsers(databases, { VERSION: 'v1.6', COMMIT: 'abc' })
    for (const base of [users.url, users.internalUrl])
      for (const path of ['/healthz', '/readyz', '/metrics'])
        expect((await fetch(base + path)).status, path).to.equal(200)
    expect(await (await fetch(`${users.internalUrl}/admin/version/`)).json()).to.deep.equal({
      commit: 'abc',
      version: 'v1.6',
    })
    for (const [base, path] of [
      [users.url, '/api/login/'],
      [users.internalUrl, '/admin/sessions/exchange/'],
    ] as const) {
      const document = (await (await fetch(`${base}/swagger.json`)).json()) as { paths: object }
      expect(document.paths).to.have.property(path)
      expect(await (await fetch(`${base}/`)).text()).to.contain('swagger-ui')
    }
  })

  it('does not start with faults in its environment, and names them all', async () => {
    const started = startProcess(
      'services/users/src/main.ts',
      { PORT: 'x', TOKEN_KEYS_FILE: '/none' },
      { until: () => false },
    )
    const fault = await started.catch((error: unknown) => String(error))
    for (const name of [
      'PORT',
      'LEGACY_DATABASE_URL',
      'DATABASE_URL',
      'TOKEN_SIGNING_KEY_FILE',
      'TOKEN_KEYS_FILE',
    ]) {
      expect(fault).to.contain(`${name}: `)
    }
    expect(fault).to.contain('exit code 2')
  })

  it('does not start with a signing key that nobody accepts', async () => {
    await using files = await makeTokenFiles(await makeKeyPair('one'))
    await files.signWith(await makeKeyPair('two'))
    const env = {
      PORT: '0',
      INTERNAL_PORT: '0',
      LEGACY_DATABASE_URL: databases.legacyUrl,
      DATABASE_URL: databases.ownUrl,
      TOKEN_SIGNING_KEY_FILE: files.signingKeyFile,
      TOKEN_KEYS_FILE: files.keysFile,
    }
    const fault = await startProcess('services/users/src/main.ts', env, { until: () => false }).catch(String)
    expect(fault)
      .to.contain('TOKEN_SIGNING_KEY_FILE does not fit TOKEN_KEYS_FILE')
      .and.to.contain('exit code 1')
  })

  it('keeps its schema when it is migrated again, even twice at once', async () => {
    const { rows: before } = await databases.own.query('select * from account order by username')
    expect(await Promise.all([migrate(databases.ownUrl), migrate(databases.ownUrl)])).to.deep.equal([0, 0])
    const { rows: after } = await databases.own.query('select * from account order by username')
    expect(after).to.deep.equal(before)
  })

  it('is not ready on a database without its tables', async () => {
    await using users = await startUsers({ legacyUrl: databases.legacyUrl, ownUrl: databases.legacyUrl })
    expect((await fetch(`${users.url}/readyz`)).status).to.equal(503)
  })
})
