import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifyPin } from '@strangler/migration-plan'
import { expect } from 'chai'
import { runCli } from '../src/cli/program.ts'
import { parseConfig } from '../src/config.ts'
import { createApp, type App } from '../src/http/app.ts'
import { createTokens } from '../src/http/tokens.ts'
import { createLog } from '../src/log.ts'
import { openOffice, type Office } from './support/office.ts'

const KEY = 'k'.repeat(32)
const OPERATOR = 'operator-token-of-the-test'
const VIEWER = 'viewer-token-of-the-test'

describe('strangler pin', () => {
  let office: Office
  let logged: Record<string, unknown>[]
  const open: { app: App; server: Server }[] = []

  before(async () => {
    office = await openOffice()
  })
  after(async () => {
    for (const { app, server } of open) {
      await app.close()
      server.close()
      server.closeAllConnections()
    }
    await office.close()
  })
  beforeEach(() => {
    logged = []
  })

  /** The address of the controller's face, with or without a key. */
  async function face(pinKey: string | undefined): Promise<string> {
    const log = createLog('info')
    for (const transport of log.transports) transport.silent = true
    log.on('data', (line: Record<string, unknown>) => logged.push(line))
    const tokens = createTokens({ operator: OPERATOR, viewer: VIEWER })
    const app = createApp({ controller: office.controller(), tokens, log, version: '0', pinKey })
    const server = createServer(app.express).listen(0, '127.0.0.1')
    await once(server, 'listening')
    open.push({ app, server })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  async function strangler(
    url: string,
    args: readonly string[],
    token = OPERATOR,
  ): Promise<[number, string, string]> {
    let [out, err] = ['', '']
    const terminal = {
      out: (text: string) => void (out += text),
      err: (text: string) => void (err += text),
      env: {},
      cwd: '/',
    }
    const code = await runCli(['pin', ...args, '--url', url, '--token', token], terminal)
    return [code, out, err]
  }

  it('prints a header, ready for curl, that grants the candidate for an hour', async () => {
    const [code, out] = await strangler(await face(KEY), [])
    expect(code).to.equal(0)
    const [, pin = ''] = /^X-Strangler-Side: (\S+)\n$/.exec(out) ?? []
    const now = Math.floor(Date.now() / 1000)
    expect(verifyPin(KEY, pin, now + 3590)).to.equal('candidate')
    expect(verifyPin(KEY, pin, now + 3601)).to.equal(null)
  })

  it('grants the side and the time that are asked for, and logs who asked, without the pin', async () => {
    const [, out] = await strangler(await face(KEY), ['--side', 'legacy', '--for', '2m', '--json'])
    const { value, expiresAt } = JSON.parse(out) as { value: string; expiresAt: string }
    const expiry = Date.parse(expiresAt) / 1000
    expect(expiry - Date.now() / 1000).to.be.within(110, 121)
    expect(verifyPin(KEY, value, expiry - 1)).to.equal('legacy')
    expect(verifyPin(KEY, value, expiry)).to.equal(null)
    const [line] = logged.filter(({ message }) => message === 'pin signed')
    expect(line)
      .to.include({ side: 'legacy', expiresAt })
      .and.have.property('who')
      .that.includes('(operator)')
    expect(JSON.stringify(logged)).not.to.include(value.slice(-64))
  })

  it('says how to switch pins on where the controller has no key', async () => {
    const [code, out, err] = await strangler(await face(undefined), [])
    expect([code, out]).to.deep.equal([2, ''])
    expect(err).to.include('PIN_KEY is not set').and.include('with the same PIN_KEY')
  })

  it('refuses viewers, and times and sides that there are not', async () => {
    const url = await face(KEY)
    expect((await strangler(url, [], VIEWER))[0]).to.equal(77)
    for (const time of ['0s', '169h', '8d', '1500ms', '-1s', 'soon'])
      expect((await strangler(url, ['--for', time]))[0], time).to.equal(64)
    expect((await strangler(url, ['--side', 'both']))[0]).to.equal(64)
    for (const body of [{ forSeconds: 604_801 }, { forSeconds: 0.5 }, { side: 'both' }, { until: 1 }]) {
      const headers = { authorization: `Bearer ${OPERATOR}`, 'content-type': 'application/json' }
      const response = await fetch(`${url}/api/v1/pins`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body),
      })
      expect(response.status, JSON.stringify(body)).to.equal(400)
    }
  })

  it('takes no key that is short, and does not show it', () => {
    const parsed = parseConfig({
      DATABASE_URL: 'postgres://u@h/d',
      PLAN_FILE: 'plan.yaml',
      EDGE_DIRECTORY: '/edge',
      PIN_KEY: 'guess-me',
    })
    const faults = parsed.ok ? [] : parsed.faults
    expect(faults).to.deep.equal([
      'PIN_KEY: is no pin key; use 32 to 512 printable characters without blanks',
    ])
  })
})
