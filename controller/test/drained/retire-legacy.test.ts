import { expect } from 'chai'
import { RETIRED, UNCLAIMED } from '@strangler/migration-plan'
import { askSql } from '../../../tests/support/ask-sql.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { inSync, openOffice, OPERATOR, type Office } from '../support/office.ts'
import { errorIn, stranglerHere, type Run } from '../support/strangler.ts'

describe('strangler retire-legacy', () => {
  let office: Office
  let api: TestApi
  beforeEach(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  afterEach(async () => {
    await api.close()
    await office.close()
  })

  const strangler = (...args: string[]): Promise<Run> =>
    stranglerHere([...args, '--url', api.url, '--token', TOKENS.operator])

  /** As if every route had been retired in its turn. */
  async function retireAll(): Promise<void> {
    for (const route of ['static', 'search']) await office.controller().set(route, 100, OPERATOR)
    await askSql(office.databaseUrl, `update standing set stage = 'retired', version = version + 1000`)
    await askSql(office.databaseUrl, `update route_table set version = version + 1000`)
    await reopen()
  }

  async function reopen(): Promise<void> {
    await api.close()
    await inSync(await office.restart())
    api = await openApi(office.controller())
  }

  /** As if all had been watched for two days, in which nobody called. */
  async function drain(): Promise<void> {
    await eventually(
      async () => {
        await askSql(office.databaseUrl, "update legacy_source set watched_since = now() - interval '2 days'")
        await askSql(office.databaseUrl, 'delete from legacy_caller')
        await reopen()
        const { drained, sources } = await office.controller().drained(10)
        return drained && sources.length === 2
      },
      { everyMs: 1000 },
    )
  }

  it('is refused while routes are not retired, and names them', async () => {
    const run = await strangler('retire-legacy', '--force', '--reason', 'it is old', '--json')
    expect([run.code, errorIn(run)['code']]).to.deep.equal([EXIT.notMovable, 'ERR_LEGACY_IN_USE'])
    expect(run.stderr).to.contain('not retired: static, search')
  })

  it('is refused while somebody may call, unless it is forced for a reason, which the audit tells', async () => {
    await retireAll()
    const refused = await strangler('retire-legacy', '--json')
    expect([refused.code, errorIn(refused)['code']]).to.deep.equal([
      EXIT.notDrained,
      'ERR_LEGACY_NOT_DRAINED',
    ])
    expect((await strangler('retire-legacy', '--force')).code).to.equal(EXIT.usage)
    const { status } = await api.ask('POST', '/api/v1/retire-legacy', { body: { force: true } })
    expect(status).to.equal(400)
    expect(office.a.table()?.legacy).to.equal('old')
    await eventually(async () => (await office.controller().drained(10)).sources.length === 2)
    const forced = await strangler('retire-legacy', '--force', '--reason', 'the disk burns')
    expect(forced).to.include({ code: EXIT.ok, stderr: '' })
    const [step] = await office.controller().steps({ limit: 1 })
    expect(step).to.include({ action: 'retire', route: UNCLAIMED, from: 0, to: 100 })
    expect(step?.why).to.match(/^the disk burns \(forced, though .*is watched for \d+ s only/)
  })

  it('takes legacy out of every plane when nobody calls it, and no plan brings it back', async () => {
    await retireAll()
    await drain()
    const { code, stdout } = await strangler('retire-legacy', '--reason', 'done')
    expect(code).to.equal(EXIT.ok)
    expect(stdout).to.match(/^legacy is out of every plane, version \d+/)
    const isOut = (): void => {
      for (const plane of [office.a, office.b]) {
        const table = plane.table()
        expect([table?.legacy, Object.keys(table?.upstreams ?? {})]).to.deep.equal([null, ['new']])
        expect(JSON.stringify(table?.routes)).not.to.contain('"old"')
        expect(table?.routes.find(({ id }) => id === UNCLAIMED)).to.deep.include(RETIRED)
      }
    }
    isOut()
    await office.controller().reload()
    isOut()
    await reopen()
    isOut()
    expect((await office.controller().steps({ limit: 1 }))[0]?.why).to.match(
      /^done \(nobody asked legacy for anything since \d{4}-/,
    )
    const again = await strangler('retire-legacy', '--json')
    expect([again.code, errorIn(again)['code']]).to.deep.equal([EXIT.notMovable, 'ERR_LEGACY_OFF'])
    expect(await strangler('drained')).to.deep.include({
      code: EXIT.ok,
      stdout: 'yes: legacy "old" was taken out of every plane\n',
    })
    expect((await strangler('rollback')).stdout).to.contain('nothing to roll back')
  })

  it('is known without the database, by what the planes serve', async () => {
    await retireAll()
    await strangler('retire-legacy', '--force', '--reason', 'a test')
    office.relay.cut()
    await office.restart()
    await eventually(() => office.controller().knows())
    expect(office.controller().role()).to.equal('cut-off')
    expect(office.controller().table().legacy).to.equal(null)
  })
})
