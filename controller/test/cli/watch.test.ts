import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { openOffice, OPERATOR, type Office } from '../support/office.ts'
import { startRelay, type Relay } from '../support/relay.ts'
import { STRANGLER, stranglerHere } from '../support/strangler.ts'

interface Drawn {
  readonly stale: string | null
  readonly routes?: readonly { readonly id: string; readonly weight: number }[]
}

describe('strangler status --watch', () => {
  let office: Office
  let api: TestApi
  let relay: Relay
  let child: ChildProcess | undefined
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
    relay = await startRelay({ host: '127.0.0.1', port: Number(new URL(api.url).port) })
  })
  afterEach(() => child?.kill('SIGKILL'))
  after(async () => {
    await relay.close()
    await api.close()
    await office.close()
  })

  function watch(...args: string[]): { readonly text: () => string; readonly drawn: () => readonly Drawn[] } {
    const url = `http://127.0.0.1:${relay.port}`
    const env = { PATH: process.env['PATH'] ?? '', STRANGLER_URL: url, STRANGLER_TOKEN: TOKENS.viewer }
    child = spawn(process.execPath, [STRANGLER, 'status', '--watch', ...args], { env })
    let text = ''
    child.stdout?.on('data', (chunk) => (text += String(chunk)))
    const lines = (): readonly string[] => text.split('\n').slice(0, -1)
    return { text: () => text, drawn: () => lines().map((line) => JSON.parse(line) as Drawn) }
  }

  const weightOf = (drawn: Drawn | undefined): number | undefined =>
    drawn?.routes?.find(({ id }) => id === 'static')?.weight

  it('shows what happens when it happens, and ends well when it is interrupted', async () => {
    const { drawn } = watch('--json')
    await eventually(() => weightOf(drawn().at(-1)) === 0)
    // Once it listens it is told at once; otherwise it looks every 5 s.
    await eventually(() => drawn().length > 1)
    const started = performance.now()
    await office.controller().set('static', 5, OPERATOR)
    await eventually(() => weightOf(drawn().at(-1)) === 5)
    expect(performance.now() - started).to.be.below(4000)
    child?.kill('SIGINT')
    expect(await once(child as ChildProcess, 'exit')).to.deep.equal([0, null])
  })

  it('keeps what it knows while the controller is away, says since when, and goes on when it is back', async () => {
    const { text } = watch()
    await eventually(() => /^as of \S+\nplan example/m.test(text()))
    relay.cut()
    await eventually(() => /^stale since \S+: controller at .*\nplan example/m.test(text()))
    relay.restore()
    await office.controller().set('static', 33, OPERATOR)
    await eventually(() => /^as of \S+\nplan example.*\n\n.*\nstatic .* 33%/m.test(text()))
  })

  it('ends where it is not let in', async () => {
    const run = await stranglerHere(['status', '--watch', '--url', api.url, '--token', 'a-token-of-nobody'])
    expect(run.code).to.equal(77)
  })
})
