import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { sendShadow, SHADOW_KEY } from '../../services/kit/test/support/shadow.ts'
import { eventually } from '../support/eventually.ts'
import { startServices, type Services } from './services.ts'
import { apiToken, form, json, logIn, send, shapeOf, type Write } from './writes.ts'

const PASSWORD = 'password'

describe('dry runs of the services', () => {
  let services: Services
  before(async () => {
    services = await startServices()
  })
  after(() => services[Symbol.asyncDispose]())

  const shadow = ({ url, ...write }: Write): Promise<Response> => sendShadow(url, write)

  /** Every write of the system, by what it needs to be sent. */
  const writes: Readonly<Record<string, () => Promise<Write> | Write>> = {
    'a first login, which upgrades the password': () =>
      form(`${services.frontend}/login/`, { username: 'stephen', password: PASSWORD }),
    'a login': () => form(`${services.frontend}/login/`, { username: 'bruce', password: PASSWORD }),
    'a login with a wrong password': () =>
      form(`${services.frontend}/login/`, { username: 'bruce', password: 'wrong' }),
    'a login without CSRF': () => json(`${services.frontend}/login/`, {}),
    'a new thought': async () =>
      form(`${services.frontend}/thoughts/new`, { text: 'Hm ąę' }, await logIn(services, 'bruce')),
    'a thought that is too long': async () =>
      form(`${services.frontend}/thoughts/new`, { text: 'x'.repeat(251) }, await logIn(services, 'bruce')),
    'a new thought of a stranger': () => form(`${services.frontend}/thoughts/new`, { text: 'Hm' }),
    'a logout': async () => ({
      url: `${services.frontend}/logout/`,
      method: 'GET',
      headers: { Cookie: await logIn(services, 'bruce') },
      body: '',
    }),
    'a login of the API': () =>
      json(`${services.users}/api/login/`, { username: 'bruce', password: PASSWORD }),
    'a new thought of the API': async () => {
      const Authorization = await apiToken(services, 'bruce')
      return json(`${services.thoughts}/api/me/thoughts/`, { text: 'by the API' }, { Authorization })
    },
    'a new user': () => json(`${services.usersInternal}/admin/users/`, { username: 'paul', password: 'p' }),
    'a user whose name is taken': () =>
      json(`${services.usersInternal}/admin/users/`, { username: 'bruce', password: 'p' }),
    'the removal of a thought': () => ({
      url: `${services.thoughtsInternal}/admin/thoughts/1/`,
      method: 'DELETE',
      headers: {},
      body: '',
    }),
  }

  for (const [name, prepare] of Object.entries(writes))
    it(`answer ${name} as the real one is, and change nothing`, async () => {
      const write = await prepare()
      const untouched = await services.dump()
      const dry = await shadow(write)
      expect(dry.headers.get('x-strangler-shadow')).to.equal('dry-run')
      expect(await services.dump()).to.deep.equal(untouched)
      const real = await send(write)
      expect(real.headers.get('x-strangler-shadow')).to.equal(null)
      expect(await shapeOf(dry)).to.deep.equal(await shapeOf(real))
    })

  it('mark every line of their logs, in each service that they reach, and no other', async () => {
    const write = form(
      `${services.frontend}/thoughts/new`,
      { text: 'logged' },
      await logIn(services, 'bruce'),
    )
    const linesOf = (answer: Response) => {
      const id = answer.headers.get('x-request-id')
      return services.lines.filter((line) => line['requestId'] === id)
    }
    for (const [answer, isDry] of [
      [await shadow(write), true],
      [await send(write), undefined],
    ] as const) {
      const isWhole = (): boolean => {
        const ends = linesOf(answer).filter(({ message }) => String(message).startsWith('RESPONSE'))
        return new Set(ends.map(({ process: name }) => name)).size === 3
      }
      await eventually(isWhole)
      for (const line of linesOf(answer)) expect(line['dryRun'], JSON.stringify(line)).to.equal(isDry)
    }
  })

  it('are not counted as failed logins, however often', async () => {
    const wrong = form(`${services.frontend}/login/`, { username: 'stephen', password: 'wrong' })
    for (let n = 0; n < 4; n++) expect((await shadow(wrong)).status).to.equal(200)
    expect(
      (await send(form(`${services.frontend}/login/`, { username: 'stephen', password: PASSWORD }))).status,
    ).to.equal(302)
  })

  it('leave the next thought the id that it would have had', async () => {
    const Authorization = await apiToken(services, 'bruce')
    const write = json(`${services.thoughts}/api/me/thoughts/`, { text: 'counted' }, { Authorization })
    const idOf = async (answer: Response): Promise<number> => ((await answer.json()) as { id: number }).id
    const first = await idOf(await send(write))
    for (let n = 0; n < 3; n++) expect(await idOf(await shadow(write))).to.be.below(0)
    expect(await idOf(await send(write))).to.equal(first + 1)
  })

  it('keep no real write from its success, its id or its time, however many go on beside', async () => {
    const cookies = await logIn(services, 'bruce')
    const Authorization = await apiToken(services, 'bruce')
    const thought = form(`${services.frontend}/thoughts/new`, { text: 'at once' }, cookies)
    const own = json(`${services.thoughts}/api/me/thoughts/`, { text: 'at once' }, { Authorization })
    const user = (n: number): Write =>
      json(`${services.usersInternal}/admin/users/`, { username: `crowd${n}`, password: 'p' })
    const pairs = Array.from({ length: 6 }, (_, n) => [thought, own, user(n)]).flat()
    const {
      rows: [before],
    } = await services.legacy.query<{ id: number }>('select max(id) id from thoughts_thoughtmodel')
    const answers = await Promise.all(
      pairs.map(async (write) => {
        const dry = shadow(write)
        const [real] = await Promise.all([send(write), dry])
        return { real: real.status, dry: (await dry).headers.get('x-strangler-shadow') }
      }),
    )
    for (const { real, dry } of answers) {
      expect(real).to.be.oneOf([201, 302])
      expect(dry).to.be.oneOf(['dry-run', 'lost'])
    }
    const { rows } = await services.legacy.query<{ id: number }>(
      'select id from thoughts_thoughtmodel where id > $1 order by id',
      [before?.id],
    )
    expect(rows.map(({ id }) => id - (before?.id ?? 0))).to.deep.equal(
      Array.from({ length: 12 }, (_, n) => n + 1),
    )
    const users = await services.legacy.query(`select 1 from thoughts_usermodel where username like 'crowd%'`)
    expect(users.rowCount).to.equal(6)
  })

  for (const [name, change] of Object.entries({
    forged: { key: 'z'.repeat(32) },
    expired: { lifetime: -1 },
    'of another target': { markedFor: '/login/' },
  }))
    it(`are refused with a mark that is ${name}, and change nothing`, async () => {
      const { url, ...write } = form(
        `${services.frontend}/thoughts/new`,
        { text: 'no' },
        await logIn(services, 'bruce'),
      )
      const untouched = await services.dump()
      const answer = await sendShadow(url, { ...write, ...change })
      expect(answer.status).to.equal(403)
      expect(await services.dump()).to.deep.equal(untouched)
    })

  it('can be tried by hand with the script of docs/operate/compare-writes.md', async () => {
    const text = await readFile(join(repository, 'docs/operate/compare-writes.md'), 'utf8')
    const [, script = ''] = /```sh\n([^]+?)```/.exec(text) ?? []
    const ours = script.replace('http://127.0.0.1:8302', services.usersInternal)
    const untouched = await services.dump()
    const { stdout } = await promisify(execFile)('sh', ['-c', ours], { env: { ...process.env, SHADOW_KEY } })
    expect(stdout).to.match(/^HTTP\/1.1 201 Created\r\n/)
    expect(stdout).to.match(/^X-Strangler-Shadow: dry-run\r$/m)
    expect(stdout).to.match(/"id":-\d+,"username":"peter"/)
    expect(await services.dump()).to.deep.equal(untouched)
  })
})
