import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'chai'
import { askSql } from '../../tests/support/ask-sql.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { EXIT } from '../src/cli/exit-codes.ts'
import { clockFinding, type Finding } from '../src/doctor/finding.ts'
import { startSteeredEdge, type SteeredEdge } from './support/steered-edge.ts'
import { errorIn, stranglerHere, type Run } from './support/strangler.ts'

describe('strangler doctor', () => {
  let edge: SteeredEdge
  before(async () => {
    edge = await startSteeredEdge()
    await eventually(async () => (await strangler('status')).stdout.includes('edge: in sync'))
  })
  after(() => edge.close())

  const strangler = (...args: string[]): Promise<Run> => stranglerHere(args, { env: edge.controller.env })
  const findings = async (): Promise<readonly Finding[]> => {
    const run = await strangler('doctor', '--json')
    const failed = run.code === EXIT.unwell
    return (failed ? errorIn(run) : (JSON.parse(run.stdout) as object))['findings' as never]
  }
  const levels = async (words: RegExp): Promise<readonly string[]> =>
    (await findings()).filter(({ what }) => words.test(what)).map(({ level }) => level)

  it('finds everything well where it is, on a real HAProxy and database', async () => {
    const { code, stdout } = await strangler('doctor')
    expect(stdout).not.to.match(/^(?:fail|warn)/m)
    expect(code).to.equal(EXIT.ok)
    for (const line of [
      /^ok +controller +it answers within \d+ ms$/m,
      /^ok +controller +first leads$/m,
      /^ok +controller +its clock agrees/m,
      /^ok +database +its schema is up to date/m,
      /^ok +database +it can be written to$/m,
      /^ok +database +its clock agrees/m,
      /^ok +plane edge +it serves version \d+ of the table$/m,
      /^ok +plane edge +it is HAProxy \d+\.\d+/m,
      /^ok +plane edge +only its owner may steer by .*admin\.sock$/m,
      /^ok +plane edge +port \d+ \(EDGE_PORT\) is open$/m,
      /^ok +plan +"example" is valid, and what is served$/m,
      /^ok +files +\d+ MB are free in /m,
    ])
      expect(stdout).to.match(line)
  })

  it('fails where others may steer HAProxy, and says what to do', async () => {
    const socket = join(edge.haproxy.options.directory, 'admin.sock')
    await chmod(socket, 0o666)
    const { code, stdout, stderr } = await strangler('doctor')
    await chmod(socket, 0o600)
    expect(code).to.equal(EXIT.unwell)
    expect(stdout).to.contain(`others may steer by ${socket} (mode 666); chmod 600 ${socket}`)
    expect(stderr).to.equal('strangler: 1 thing fails; mend what stands above\n')
  })

  it('tells of a plan file that differs from what is served, and of one that is bad', async () => {
    await edge.plan.write(edge.planWith('  - { id: more, match: { path: /more }, candidate: new }'))
    expect(await levels(/differs from what is served/)).to.deep.equal(['warn'])
    await edge.plan.write('kind: Nothing')
    expect(await levels(/kind/)).to.deep.equal(['fail'])
    await edge.plan.write(edge.planWith(''))
    expect(await levels(/valid, and what is served/)).to.deep.equal(['ok'])
  })

  it('fails where the schema is not migrated, or newer than the controller', async () => {
    await askSql(
      edge.databaseUrl,
      `update kysely_migration set name = '9999-later' where name = '0004-calls'`,
    )
    expect(await levels(/its schema lacks 0004-calls/)).to.deep.equal(['fail'])
    await askSql(edge.databaseUrl, `insert into kysely_migration values ('0004-calls', '')`)
    expect(await levels(/its schema is newer .*9999-later/)).to.deep.equal(['fail'])
  })

  it('says what is known where no controller answers', async () => {
    const env = { STRANGLER_URL: 'http://127.0.0.1:1', STRANGLER_TOKEN: 'a-token-of-somebody' }
    const { code, stdout } = await stranglerHere(['doctor'], { env })
    expect(code).to.equal(EXIT.unwell)
    expect(stdout).to.match(/^fail +controller +controller at http:\/\/127\.0\.0\.1:1: .*see that it runs/m)
  })
})

describe('clockFinding', () => {
  it('warns of clocks that differ by more than can be explained', () => {
    expect(clockFinding('x', 1500, 100).level).to.equal('ok')
    expect(clockFinding('x', -2050, 100).level).to.equal('ok')
    expect(clockFinding('x', 60_000, 100)).to.include({ level: 'warn', what: 'its clock is 60 s ahead' })
    expect(clockFinding('x', -3000, 100).what).to.equal('its clock is 3 s behind')
  })
})
