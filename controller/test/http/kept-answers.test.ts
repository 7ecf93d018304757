import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { askSql } from '../../../tests/support/ask-sql.ts'
import { createClient } from '../../src/client.ts'
import { errorOf, openApi, TOKENS, type ApiAnswer, type TestApi } from '../support/api.ts'
import { inSync, openOffice, type Office } from '../support/office.ts'
import { startRelay } from '../support/relay.ts'

describe('Idempotency-Key', () => {
  let office: Office
  let api: TestApi
  let number = 0
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  after(async () => {
    await api.close()
    await office.close()
  })

  const newKey = (): string => `key-${number++}`
  const set = (key: string, weight: number, from = api): Promise<ApiAnswer> =>
    from.ask('PUT', '/api/v1/routes/static/weight', { body: { weight }, headers: { 'idempotency-key': key } })
  const steps = async (): Promise<number> => (await office.controller().steps({ limit: 1000 })).length

  it('lets a move happen once, and gives its answer to who sends it again', async () => {
    const key = newKey()
    const first = await set(key, 5)
    await set(newKey(), 50)
    const before = await steps()
    const again = await set(key, 5)
    expect(first.status).to.equal(200)
    expect([again.status, again.json]).to.deep.equal([200, first.json])
    expect(again.headers.get('idempotent-replayed')).to.equal('true')
    expect(first.headers.get('idempotent-replayed')).to.equal(null)
    expect([await steps(), office.a.weight('static')]).to.deep.equal([before, 50])
  })

  it('has those who send it at the same time wait for the one answer', async () => {
    const before = await steps()
    const key = newKey()
    const answers = await Promise.all(Array.from({ length: 5 }, () => set(key, 6)))
    expect(answers.map(({ status }) => status)).to.deep.equal([200, 200, 200, 200, 200])
    expect(new Set(answers.map(({ text }) => text)).size).to.equal(1)
    expect(await steps()).to.equal(before + 1)
  })

  it('of one call is refused for another one', async () => {
    const key = newKey()
    await set(key, 7)
    for (const other of [await set(key, 8), await set(key, 8, await second())]) {
      expect([other.status, errorOf(other).code]).to.deep.equal([422, 'ERR_REQUEST_KEY_REUSED'])
      expect(errorOf(other).message).to.contain(key)
    }
    expect(office.a.weight('static')).to.equal(7)
  })

  it('is known to a controller that was started since', async () => {
    const key = newKey()
    const first = await set(key, 9)
    const again = await set(key, 9, await second())
    expect([again.status, again.json]).to.deep.equal([200, first.json])
    expect(again.headers.get('idempotent-replayed')).to.equal('true')
  })

  it('of a call that was refused may be sent again', async () => {
    const key = newKey()
    for (const plane of [office.a, office.b]) plane.behave('refuse')
    expect((await set(key, 10)).status).to.equal(502)
    for (const plane of [office.a, office.b]) plane.behave('well')
    expect((await set(key, 10)).status).to.equal(200)
  })

  it('of a call whose end nobody knows is refused, and says how to go on', async () => {
    const key = newKey()
    await set(key, 11)
    await askSql(office.databaseUrl, `update kept_answer set answer = null where key = '${key}'`)
    const answer = await set(key, 11, await second())
    expect([answer.status, errorOf(answer).code]).to.deep.equal([409, 'ERR_REQUEST_KEY_UNSETTLED'])
    expect(errorOf(answer).remedy).to.contain('look at the status')
  })

  for (const key of ['', 'with blanks', 'x'.repeat(201), 'ü'])
    it(`is refused if it is "${key.slice(0, 20)}"`, async () => {
      const answer = await set(key, 12)
      expect([answer.status, errorOf(answer).code]).to.deep.equal([400, 'ERR_REQUEST_INVALID'])
      expect(errorOf(answer).message).to.contain('Idempotency-Key')
    })

  it('lets nobody keep a pin in the database', async () => {
    const headers = { 'idempotency-key': newKey() }
    expect((await api.ask('POST', '/api/v1/pins', { body: {}, headers })).status).to.equal(200)
    const rows = await askSql(
      office.databaseUrl,
      `select key from kept_answer where key = '${headers['idempotency-key']}'`,
    )
    expect(rows).to.deep.equal([])
  })

  it('comes with each move of the client, which sends a move again whose connection broke', async () => {
    const address = new URL(api.url)
    const relay = await startRelay({ host: address.hostname, port: Number(address.port) })
    const client = createClient({ url: `http://127.0.0.1:${relay.port}`, token: TOKENS.operator })
    const before = await steps()
    try {
      office.a.behave('hang')
      const answer = client.set('static', 13)
      await eventually(() => office.b.weight('static') === 13)
      relay.cut()
      relay.restore()
      office.a.behave('well')
      expect(await answer).to.include({ to: 13 })
      expect(await steps()).to.equal(before + 1)
    } finally {
      office.a.behave('well')
      await relay.close()
    }
  })

  it('does not keep a rollback from going back while the database hangs', async () => {
    await inSync(office.controller())
    await set(newKey(), 50)
    office.relay.hang()
    const key = newKey()
    const rollback = (): Promise<ApiAnswer> =>
      api.ask('POST', '/api/v1/rollback', { body: {}, headers: { 'idempotency-key': key } })
    const started = performance.now()
    const [first, again] = [await rollback(), await rollback()]
    expect(performance.now() - started).to.be.below(5000)
    office.relay.restore()
    expect([first.status, again.json]).to.deep.equal([200, first.json])
    expect([office.a.weight('static'), office.b.weight('static')]).to.deep.equal([0, 0])
  })

  let other: TestApi | undefined
  after(() => other?.close())

  /** The API of the same controller, as if it had been started anew: with nothing in memory. */
  async function second(): Promise<TestApi> {
    await other?.close()
    other = await openApi(office.controller())
    return other
  }
})
