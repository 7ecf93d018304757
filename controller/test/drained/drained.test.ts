import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HEALTH_AGENT } from '@strangler/migration-plan'
import { expect } from 'chai'
import { askSql } from '../../../tests/support/ask-sql.ts'
import { eventually } from '../../../tests/support/eventually.ts'
import { EXIT } from '../../src/cli/exit-codes.ts'
import type { Drained } from '../../src/drained/drained.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { inSync, openOffice, type Office } from '../support/office.ts'
import { errorIn, stranglerHere, type Run } from '../support/strangler.ts'
import { planText } from '../support/temporary-plan.ts'

describe('strangler drained', () => {
  let folder: string
  let accessLog: string
  let office: Office
  let api: TestApi
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'strangler-drained-'))
    accessLog = join(folder, 'access.log')
    await writeFile(accessLog, line('/before', 'curl'))
    office = await openOffice({ accessLog })
    await office.plan.write(planText('drain: { period: 1h }'))
    await office.controller().reload()
    api = await openApi(office.controller())
    // The planes of the tests begin with some requests counted.
    const marks = `select mark from legacy_source where name in ('a', 'b') and mark like '%unclaimed%'`
    await eventually(
      async () =>
        (await drained()).sources.length === 3 && (await askSql(office.databaseUrl, marks)).length === 2,
    )
  })
  afterEach(async () => {
    await api.close()
    await office.close()
    await rm(folder, { recursive: true })
  })

  const drained = (): Promise<Drained> => office.controller().drained(100)
  const strangler = (...args: string[]): Promise<Run> =>
    stranglerHere([...args, '--url', api.url, '--token', TOKENS.operator])
  const line = (path: string, agent: string, client = '10.0.3.7'): string => {
    const [, day, month, year, time] = /, (\d+) (\w+) (\d+) (\S+)/.exec(new Date().toUTCString()) ?? []
    return `${client} - - [${day}/${month}/${year}:${time} +0000] "GET ${path} HTTP/1.1" 200 5 "-" "${agent}"\n`
  }
  /** As if all had been watched for two hours, in which nobody called. */
  async function watchedForLong(): Promise<void> {
    const isOld = ({ watchedSince }: Drained['sources'][number]): boolean =>
      Date.now() - watchedSince.getTime() > 3_600_000
    await api.close()
    // The controller that stops may still write down what it saw.
    await eventually(async () => {
      await askSql(office.databaseUrl, "update legacy_source set watched_since = now() - interval '2 hours'")
      await askSql(office.databaseUrl, 'delete from legacy_caller')
      await inSync(await office.restart())
      return (await drained()).sources.every(isOld)
    })
    api = await openApi(office.controller())
  }

  it('says no while nobody can know yet, and when to ask again', async () => {
    const { code, stdout, stderr } = await strangler('drained')
    expect(code).to.equal(EXIT.notDrained)
    expect(stdout)
      .to.match(/^no\n/)
      .and.match(/^access log +\d{4}-/m)
    expect(stderr).to.match(/the a is watched for \d+ s only; ask again in 59 min/)
    expect(stdout).to.contain('not retired yet: static, search')
  })

  it('says yes with the evidence when nobody called for the period, checks of our own apart', async () => {
    await watchedForLong()
    await appendFile(accessLog, line('/', HEALTH_AGENT))
    await eventually(async () => (await drained()).sources.some(({ checks }) => checks === 1))
    const { code, stdout } = await strangler('drained')
    expect({ code, stdout }).to.deep.include({ code: EXIT.ok })
    expect(stdout).to.match(/^yes: nobody asked legacy "old" for anything since \d{4}-/)
    expect(stdout).to.match(/^access log +\S+ +\S+ +1$/m)
    const {
      drained: isDrained,
      callers,
      reasons,
    } = JSON.parse((await strangler('drained', '--json')).stdout) as Drained
    expect([isDrained, callers, reasons]).to.deep.equal([true, [], []])
  })

  it('names who calls by the access log: route, path, client, agent and how often', async () => {
    await watchedForLong()
    await appendFile(accessLog, line('/static/a.css?x=1', 'Mozilla') + line('/static/b.css', 'Mozilla'))
    await appendFile(accessLog, line('/export.csv', 'curl/8', '10.0.9.9') + line('/', 'kube-probe/1.30'))
    await eventually(async () => (await drained()).callers.length === 3)
    const seen = (await drained()).callers.map(({ source, route, path, client, agent, count }) => [
      ...[source, route, path, client, agent, count],
    ])
    expect(seen).to.have.deep.members([
      ['access log', 'static', '/static/b.css', '10.0.3.7', 'Mozilla', 2],
      ['access log', 'unclaimed', '/export.csv', '10.0.9.9', 'curl/8', 1],
      ['access log', 'unclaimed', '/', '10.0.3.7', 'kube-probe/1.30', 1],
    ])
    const run = await strangler('drained', '--json')
    expect([run.code, errorIn(run)['code']]).to.deep.equal([EXIT.notDrained, 'ERR_CLI_NOT_DRAINED'])
  })

  it('names the routes by which planes send requests there, and not those that a candidate answers', async () => {
    await watchedForLong()
    office.a.sends('static', 'candidate', 50)
    office.b.sends('unclaimed', 'legacy', 4)
    await eventually(async () => (await drained()).callers.length > 0)
    const { callers, reasons } = await drained()
    expect(callers.map(({ source, route, path, count }) => [source, route, path, count])).to.deep.equal([
      ['b', 'unclaimed', '/*', 4],
    ])
    expect(reasons.join()).to.match(/^1 caller was seen within 1 h, the last \d+ s ago by the b/)
  })

  it('begins anew, and says why, where a plane was restarted and forgot what it had counted', async () => {
    await watchedForLong()
    const table = office.a.table()
    await office.a.stop()
    await office.a.start(table)
    const isAnew =
      /the a is watched for \d+ s only \(it was started anew, and what it counted before is lost\)/
    await eventually(async () => isAnew.test((await drained()).reasons.join()))
  })

  it('counts what happened while no controller looked', async () => {
    await watchedForLong()
    const before = (await drained()).sources
    office.b.sends('static', 'legacy', 7)
    await office.restart().then(inSync)
    await eventually(async () => (await drained()).callers[0]?.count === 7)
    expect((await drained()).sources.map(({ watchedSince }) => watchedSince)).to.deep.equal(
      before.map(({ watchedSince }) => watchedSince),
    )
  })
})
