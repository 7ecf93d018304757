import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { askSql } from '../../tests/support/ask-sql.ts'
import { receiversOf } from '../src/notify/receivers.ts'
import { inSync, openOffice, OPERATOR, type Office } from './support/office.ts'

interface Told {
  readonly headers: IncomingHttpHeaders
  readonly raw: string
  readonly body: Readonly<Record<string, unknown>> & { readonly text: string; readonly kind: string }
}

/** A real receiver of webhooks. */
interface Hook {
  readonly url: string
  readonly told: readonly Told[]
  /** What it answers; null hangs. */
  answers: (status: number | null) => void
  asked: () => number
  close: () => Promise<void>
}

async function startHook(): Promise<Hook> {
  const told: Told[] = []
  let status: number | null = 200
  let asked = 0
  const server: Server = createServer((req, res) => {
    asked++
    void text(req).then((raw) => {
      if (status === null) return
      if (status < 300) told.push({ headers: req.headers, raw, body: JSON.parse(raw) as Told['body'] })
      res.writeHead(status).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?secret=1`,
    told,
    answers: (next) => {
      status = next
    },
    asked: () => asked,
    async close() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}

const KEY = 'a-key-of-the-tests'

describe('notifications', () => {
  let one: Hook
  let other: Hook
  let office: Office
  beforeEach(async () => {
    one = await startHook()
    other = await startHook()
    const hooks = { all: [one.url, other.url], rollback: [other.url] }
    office = await openOffice({ notify: { hooks, key: KEY, retryMs: 10 } })
    await office.controller().reload()
    // What happened before the first look is not told.
    await eventually(async () => (await askSql(office.databaseUrl, 'select 1 from notified')).length === 1)
  })
  afterEach(async () => {
    await office.close()
    await Promise.all([one.close(), other.close()])
  })

  const texts = ({ told }: Hook, kind: string): readonly string[] =>
    told.filter(({ body }) => body.kind === kind).map(({ body }) => body.text)

  it('tell of each step in order, in words that Slack shows and in fields', async () => {
    for (const weight of [5, 33, 50])
      await office.controller().set('static', weight, { who: 'ann', why: 'a look' })
    await eventually(() => texts(one, 'step').length === 3)
    expect(texts(one, 'step')).to.deep.equal([
      '[example] set: static 0% -> 5%, by ann: a look',
      '[example] set: static 5% -> 33%, by ann: a look',
      '[example] set: static 33% -> 50%, by ann: a look',
    ])
    const last = one.told.findLast(({ body }) => body.kind === 'step')
    expect(last?.body).to.deep.include({
      plan: 'example',
      action: 'set',
      route: 'static',
      from: 33,
      to: 50,
      who: 'ann',
    })
  })

  it('of a kind with hooks of its own go there alone', async () => {
    await office.controller().set('static', 5, OPERATOR)
    await office.controller().rollback(null, { who: 'ann', why: 'slow' })
    await eventually(() => texts(other, 'rollback').length === 1)
    expect(texts(other, 'rollback')).to.deep.equal(['[example] rollback: static 5% -> 0%, by ann: slow'])
    await eventually(() => texts(one, 'step').length === 1)
    expect(texts(one, 'rollback')).to.deep.equal([])
  })

  it('tell of what is held and paused, and nothing of the record that is not news', async () => {
    await office.controller().hold('static', { who: 'ann', why: 'a look at it' })
    await office.controller().pause({ who: 'ann', why: null })
    await eventually(() => texts(one, 'hold').length === 2)
    expect(texts(one, 'hold')).to.deep.equal([
      '[example] hold: static, by ann: a look at it',
      '[example] pause: every route, by ann',
    ])
    const fields = Object.keys(one.told.find(({ body }) => body.kind === 'hold')?.body ?? {})
    expect(fields).to.have.members([
      ...['text', 'kind', 'plan', 'at', 'action', 'who', 'why', 'route', 'from', 'to', 'version'],
    ])
  })

  it('tell of drift, planes and leaders', async () => {
    office.a.setByHand('search', 70)
    await eventually(() => texts(one, 'drift').length > 0)
    expect(texts(one, 'drift')[0]).to.equal(
      '[example] somebody changed plane a by hand: search is at 70%, the table says 0%',
    )
    await office.b.stop()
    await eventually(() =>
      texts(one, 'plane').some((line) => line.startsWith('[example] plane b cannot be asked')),
    )
    await office.b.start()
    await office.restart()
    await eventually(() => texts(one, 'leader').includes('[example] controller first leads'))
  })

  it('are signed, so that the receiver knows whom they are from', async () => {
    await office.controller().set('static', 5, OPERATOR)
    const { headers, raw } = await eventually(() => one.told.find(({ body }) => body.kind === 'step'))
    const [, time = '', signature] =
      /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(headers['x-strangler-signature'])) ?? []
    expect(signature).to.equal(createHmac('sha256', KEY).update(`${time}.${raw}`).digest('hex'))
    expect(Math.abs(Number(time) - Date.now() / 1000)).to.be.below(60)
    expect(headers['x-strangler-notification']).to.match(/^\d+$/)
  })

  it('wait for a hook that is away, in order, and outlive the controller', async () => {
    one.answers(503)
    for (const weight of [5, 33]) await office.controller().set('static', weight, OPERATOR)
    await eventually(() => one.asked() > 2)
    await inSync(await office.restart())
    one.answers(200)
    await eventually(() => texts(one, 'step').length === 2)
    expect(texts(one, 'step').map((line) => /-> \d+/.exec(line)?.[0])).to.deep.equal(['-> 5', '-> 33'])
    expect(new Set(one.told.map(({ headers }) => headers['x-strangler-notification'])).size).to.equal(
      one.told.length,
    )
  })

  it('to a hook that hangs delay neither other hooks nor steps, nor the end of the controller', async () => {
    one.answers(null)
    for (const weight of [5, 33]) await office.controller().set('static', weight, OPERATOR)
    await eventually(() => texts(other, 'step').length === 2 && one.asked() > 0)
    expect(texts(one, 'step')).to.deep.equal([])
    const started = performance.now()
    await office.restart()
    expect(performance.now() - started).to.be.below(5000)
  })

  it('of what happened while the database was away follow when it is back', async () => {
    await office.controller().set('static', 5, OPERATOR)
    office.relay.cut()
    await eventually(() => office.controller().role() === 'cut-off')
    await office.controller().rollback('static', { who: 'ann', why: 'it burns' })
    office.relay.restore()
    await eventually(() => texts(other, 'rollback').length === 1)
    expect(texts(other, 'rollback')[0]).to.contain('by ann: it burns')
  })

  it('are given up after a day, and counted', async () => {
    one.answers(503)
    other.answers(422)
    await office.controller().set('static', 5, OPERATOR)
    await eventually(() => one.asked() > 0 && office.controller().notifications.givenUp() > 0)
    const areGivenUp = async (): Promise<boolean> => {
      // Each time anew, as verdicts go on being told.
      await askSql(office.databaseUrl, "update notification set at = now() - interval '25 hours'")
      return office.controller().notifications.waiting() === 0
    }
    await eventually(areGivenUp)
    expect(office.controller().notifications.givenUp()).to.be.above(1)
  })
})

describe('receiversOf', () => {
  it('tells nobody of anything where no hook is named', () => {
    expect(receiversOf({})).to.deep.equal([])
  })

  it('names a hook once, whatever it is told of, and by no part of its address', () => {
    const [receiver, ...more] = receiversOf({ step: ['http://a/s'], hold: ['http://a/s'] })
    expect([receiver?.kinds, more]).to.deep.equal([new Set(['step', 'hold']), []])
    expect(receiver?.id).to.match(/^[0-9a-f]{16}$/)
  })
})
