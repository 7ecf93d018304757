import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { EXIT } from '../src/cli/exit-codes.ts'
import { errorOf, openApi, TOKENS, type TestApi } from './support/api.ts'
import { inSync, openOffice, OPERATOR, type Office } from './support/office.ts'
import { stranglerHere, type Run } from './support/strangler.ts'

describe('while the database is down', () => {
  let office: Office
  let api: TestApi
  beforeEach(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    await office.controller().set('static', 50, OPERATOR)
    await office.controller().set('search', 5, OPERATOR)
  })
  afterEach(async () => {
    await api.close()
    await office.close()
  })

  const strangler = (...args: string[]): Promise<Run> =>
    stranglerHere([...args, '--url', api.url, '--token', TOKENS.operator])

  async function goDown(how: 'cut' | 'hang'): Promise<void> {
    office.relay[how]()
    await eventually(() => office.controller().role() === 'cut-off')
  }

  async function comeBack(): Promise<void> {
    office.relay.restore()
    await eventually(() => office.controller().role() === 'leader')
    await inSync(office.controller())
  }

  for (const how of ['cut', 'hang'] as const)
    describe(`(connections ${how === 'cut' ? 'refused' : 'that hang'})`, () => {
      it('no route goes forward, and the refusal says why', async () => {
        await goDown(how)
        const answer = await api.ask('PUT', '/api/v1/routes/static/weight', { body: { weight: 100 } })
        expect(answer.status).to.equal(503)
        expect(errorOf(answer)).to.deep.equal({
          code: 'ERR_DATABASE_DOWN',
          message: 'database: it cannot be reached, and no step goes forward without a record',
          remedy: 'bring PostgreSQL back and try again; rollback works without it',
        })
        expect([office.a.weight('static'), office.b.weight('static')]).to.deep.equal([50, 50])
        expect(await strangler('set', 'static', '100')).to.include({ code: EXIT.tryAgain, stdout: '' })
        expect((await api.ask('POST', '/api/v1/plan')).status).to.equal(503)
      })

      it('a rollback is in effect at once, and is recorded when the database is back', async () => {
        await goDown(how)
        const { code, stdout, stderr } = await strangler('rollback', 'static', '--reason', 'it burns')
        expect(code).to.equal(EXIT.ok)
        expect(stdout).to.match(/^static +50% +0%$/m)
        expect(stderr).to.equal(
          'strangler: warning: not recorded yet: the database is away; it will be when it is back\n',
        )
        expect([office.a.weight('static'), office.b.weight('static')]).to.deep.equal([0, 0])
        expect([office.a.weight('search'), office.b.weight('search')]).to.deep.equal([5, 5])
        expect((await strangler('status')).stdout)
          .to.contain('controller first has no database: rollback works, set does not')
          .and.to.contain('1 step is not recorded yet')
        await comeBack()
        await eventually(() => office.controller().status().unrecorded === 0)
        const [step] = await office.controller().steps({ route: 'static', limit: 1 })
        expect(step).to.include({ action: 'rollback', from: 50, to: 0, why: 'it burns' })
        expect(step?.who).to.contain('(operator)')
        await office.controller().set('static', 5, OPERATOR)
        expect(office.a.weight('static')).to.equal(5)
      })
    })

  it('the planes and the API serve on, but for the audit', async () => {
    await goDown('cut')
    for (const path of ['/status', '/table', '/traffic'])
      expect((await api.ask('GET', `/api/v1${path}`)).status).to.equal(200)
    const steps = await api.ask('GET', '/api/v1/steps')
    expect([steps.status, errorOf(steps).code]).to.deep.equal([503, 'ERR_DATABASE_DOWN'])
    expect(
      office
        .controller()
        .status()
        .planes.every(({ inSync: is }) => is),
    ).to.equal(true)
    const table = office.a.table()
    await office.a.stop()
    await office.a.start()
    await eventually(() => office.a.weight('static') === 50)
    expect(office.a.table()).to.deep.equal(table)
  })

  it('a controller that starts learns from the planes where routes stand, and can roll back', async () => {
    office.relay.cut()
    const second = await openApi(await office.restart())
    try {
      await eventually(() => office.controller().knows())
      expect(office.controller().role()).to.equal('cut-off')
      const answer = await second.ask('POST', '/api/v1/rollback', { body: { reason: 'it burns' } })
      expect(answer.json).to.deep.include({
        recorded: false,
        routes: [
          { route: 'static', from: 50, to: 0 },
          { route: 'search', from: 5, to: 0 },
        ],
      })
      expect([office.a.weight('static'), office.b.weight('search')]).to.deep.equal([0, 0])
      await comeBack()
      const steps = await office.controller().steps({ limit: 2 })
      expect(steps.map(({ action, why }) => [action, why])).to.deep.equal([
        ['rollback', 'it burns'],
        ['rollback', 'it burns'],
      ])
    } finally {
      await second.close()
    }
  })

  it('a rollback stands even if the controller is lost before it could be recorded', async () => {
    await goDown('cut')
    await office.controller().rollback('static', OPERATOR)
    await office.restart()
    await comeBack()
    expect(office.controller().status().routes[0]).to.include({ id: 'static', weight: 0 })
    expect([office.a.weight('static'), office.b.weight('static')]).to.deep.equal([0, 0])
    const [step] = await office.controller().steps({ route: 'static', limit: 1 })
    expect(step).to.include({ action: 'adopt', from: 50, to: 0, who: 'controller first' })
    expect(step?.why).to.match(/^plane "[ab]" was at version \d+, of which there is no record$/)
  })

  it('a missing schema is told apart from a database that is away', async () => {
    const bare = await openOffice({ migrated: false })
    const other = await openApi(bare.controller())
    try {
      const answer = await other.ask('GET', '/api/v1/steps')
      expect([answer.status, errorOf(answer).code]).to.deep.equal([503, 'ERR_DATABASE_SCHEMA'])
      expect(errorOf(answer).remedy).to.contain('controller/src/migrate.ts')
    } finally {
      await other.close()
      await bare.close()
    }
  })
})
