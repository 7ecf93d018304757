import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, type Office } from '../support/office.ts'
import { startRelay, type Relay } from '../support/relay.ts'
import { aBatch, aDifference, aReportOf, findings } from '../support/reports.ts'
import { STRANGLER } from '../support/strangler.ts'
import { planText } from '../support/temporary-plan.ts'

type Line = Readonly<Record<string, unknown>>

describe('strangler compare watch', function () {
  this.timeout(60_000)
  let office: Office
  let api: TestApi
  let relay: Relay
  let watching: ChildProcess
  let written = ''
  const lines = (): readonly Line[] =>
    written
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
  const said = (wanted: Line): Promise<unknown> =>
    eventually(() => Promise.resolve(lines().some((line) => includes(line, wanted))))

  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    await office.plan.write(planText().replace('/static/* },', '/static/* }, compare: { sample: 10% },'))
    await office.controller().reload()
    relay = await startRelay({ host: '127.0.0.1', port: Number(new URL(api.url).port) })
    const url = `http://127.0.0.1:${relay.port}`
    const args = [STRANGLER, 'compare', 'watch', '--json', '--url', url, '--token', TOKENS.viewer]
    watching = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    watching.stdout?.setEncoding('utf8').on('data', (text: string) => (written += text))
  })
  after(async () => {
    watching.kill('SIGKILL')
    await relay.close()
    await api.close()
    await office.close()
  })

  it('tells of what is new, and of how many were compared', async () => {
    office.a.reports(aReportOf('one'))
    await said({ event: 'new', route: 'static', place: '$.price', verdict: 'real' })
    await said({ event: 'new', route: 'static', place: '$.time', verdict: 'noise' })
    await said({ event: 'counts', route: 'static', pairs: 1000, mismatches: 20 })
  })

  it('tells when a verdict changes', async () => {
    const name = aDifference('$.name')
    const seen = (number: number, count: number) =>
      aBatch(number, {
        findings: [findings({ outcomes: [{ signatures: [name.signature], count }] })],
        signatures: number === 1 ? [{ route: 'static', difference: name }] : [],
      })
    office.a.reports({ instance: 'two', batches: [seen(1, 1)], dropped: 0 })
    await said({ event: 'new', place: '$.name', verdict: 'undecided' })
    office.a.reports({ instance: 'two', batches: [seen(2, 99)], dropped: 0 })
    await said({ event: 'verdict', place: '$.name', before: 'undecided', verdict: 'real' })
    await said({ event: 'counts', pairs: 1100, mismatches: 120 })
  })

  it('tells when the controller goes and comes back, and ends when it is told to', async () => {
    relay.cut()
    await said({ event: 'gone' })
    relay.restore()
    await said({ event: 'back' })
    expect(lines().filter(({ event }) => event === 'gone')).to.have.length(1)
    watching.kill('SIGINT')
    const [code] = (await once(watching, 'exit')) as [number | null]
    expect(code).to.equal(0)
  })
})

function includes(line: Line, wanted: Line): boolean {
  return Object.entries(wanted).every(([name, value]) => line[name] === value)
}
