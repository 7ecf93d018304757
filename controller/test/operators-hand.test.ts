import { expect } from 'chai'
import { createClient, type ControllerClient } from '../src/client.ts'
import { askSql } from '../../tests/support/ask-sql.ts'
import { eventually } from '../../tests/support/eventually.ts'
import { startSteeredEdge, type SteeredEdge } from './support/steered-edge.ts'

/** Promised in docs/operate/when-an-operator-touched-the-stats-page.md. */
const NOTICED_WITHIN_MS = 2000

describe('a click on the statistics page of HAProxy', () => {
  let edge: SteeredEdge
  let client: ControllerClient
  before(async () => {
    edge = await startSteeredEdge()
    client = createClient({
      url: edge.controller.env['STRANGLER_URL'],
      token: edge.controller.env['STRANGLER_TOKEN'],
    })
    await eventually(async () => (await client.status()).planes.every(({ inSync }) => inSync))
    await eventually(async () => (await client.status()).role === 'leader')
  })
  after(() => edge.close())

  /** As the form of the page sends it. */
  async function click(action: 'maint' | 'drain' | 'ready', server: string): Promise<void> {
    const page = `http://127.0.0.1:${edge.haproxy.options.statsPort}/`
    const { text, index } = await backendOf(page, 'static')
    expect(text).to.contain(server)
    const response = await fetch(page, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({ s: server, action, b: index }).toString(),
    })
    expect(response.headers.get('location')).to.contain('st=DONE')
  }
  const route = async () => (await client.status()).routes.find(({ id }) => id === 'static')!
  const held = (why: string): Promise<unknown> =>
    eventually(async () => (await route()).hold?.why === why, { withinMs: NOTICED_WITHIN_MS })
  const free = (): Promise<unknown> =>
    eventually(async () => (await route()).hold === null, { withinMs: NOTICED_WITHIN_MS })

  it('that takes the candidate out of service holds the route, and adopted leaves it to legacy', async () => {
    await client.set('static', 50)
    await click('maint', 'candidate')
    await held('edge: candidate in MAINT, where the table says 50%')
    await client.restrain('static', 'adopt')
    expect(await route()).to.deep.include({ weight: 0, hold: null, planes: { edge: 0 } })
    await client.set('static', 50)
    expect(await route()).to.deep.include({ weight: 50, inSync: true })
  })

  it('reverted changes nothing in the end', async () => {
    await client.set('static', 50)
    await click('drain', 'legacy')
    await held('edge: legacy in DRAIN, where the table says 50%')
    await client.restrain('static', 'revert')
    expect(await route()).to.deep.include({ weight: 50, hold: null, planes: { edge: 50 } })
    expect(await edge.haproxy.ask('show servers state static')).not.to.match(/ legacy \S+ \d+ 8 /)
  })

  it('is left as it is by a revert that cannot be recorded', async () => {
    await client.set('static', 50)
    await click('drain', 'legacy')
    await held('edge: legacy in DRAIN, where the table says 50%')
    const servers = (): Promise<string> => edge.haproxy.ask('show servers state static')
    const before = await servers()
    expect(before).to.match(/ legacy \S+ \d+ 8 /)
    await askSql(edge.databaseUrl, 'update route_table set version = version + 1')
    const refusal: unknown = await client.restrain('static', 'revert').catch((error: unknown) => error)
    expect(refusal).to.include({ code: 'ERR_STATE_CONFLICT' })
    expect(await servers()).to.match(/ legacy \S+ \d+ 8 /)
    expect((await route()).hold).to.include({ cause: 'drift' })
    await client.restrain('static', 'revert')
    expect(await servers()).not.to.match(/ legacy \S+ \d+ 8 /)
  })

  it('taken back by another one frees the route', async () => {
    await client.set('static', 50)
    await click('maint', 'legacy')
    await held('edge: legacy in MAINT, where the table says 50%')
    await click('ready', 'legacy')
    await free()
    expect(await route()).to.deep.include({ weight: 50, inSync: true })
  })

  it('is no drift where HAProxy was started anew', async () => {
    await client.set('static', 50)
    process.kill(edge.haproxy.child().pid, 'SIGKILL')
    await edge.haproxy.restart()
    await eventually(async () => (await client.status()).planes.every(({ inSync }) => inSync))
    expect(await route()).to.deep.include({ weight: 50, hold: null })
  })
})

/** The form of a backend, by its hidden number. */
async function backendOf(page: string, name: string): Promise<{ text: string; index: string }> {
  const text = await (await fetch(page)).text()
  const form = new RegExp(`name="?${name}/Frontend|<a[^>]*name="${name}"`, 'i').exec(text)
  const part = text.slice(form?.index ?? 0)
  const [, index = ''] = /name="b" value="([^"]*)"/.exec(part) ?? []
  return { text, index }
}
