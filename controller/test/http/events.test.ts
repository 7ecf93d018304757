import { once } from 'node:events'
import { createServer } from 'node:http'
import { connect } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { expect } from 'chai'
import express from 'express'
import { eventually } from '../../../tests/support/eventually.ts'
import { createEvents } from '../../src/control/events.ts'
import { createEventStream } from '../../src/http/event-stream.ts'
import { listen } from '../../src/listen.ts'
import { openApi, TOKENS, type TestApi } from '../support/api.ts'
import { listenTo, type Listener } from '../support/listener.ts'
import { openOffice, OPERATOR, type Office } from '../support/office.ts'

describe('GET /api/v1/events', () => {
  let office: Office
  let api: TestApi
  const listeners: Listener[] = []
  before(async () => {
    office = await openOffice()
    api = await openApi(office.controller())
  })
  afterEach(() => Promise.all(listeners.splice(0).map((listener) => listener.close())))
  after(async () => {
    await api.close()
    await office.close()
  })

  async function join(token: string = TOKENS.viewer): Promise<Listener> {
    const listener = await listenTo(`${api.url}/api/v1/events`, token)
    listeners.push(listener)
    return listener
  }

  it('tells every step to everybody who listens, as GET /steps tells it', async () => {
    const [one, other] = [await join(), await join(TOKENS.operator)]
    await office.controller().set('static', 33, { who: 'ann', why: 'a first look' })
    const [recorded] = ((await api.ask('GET', '/api/v1/steps')).json as { steps: { hash: string }[] }).steps
    const { hash, ...step } = recorded ?? { hash: '' }
    expect(hash).to.match(/^[\da-f]{64}$/)
    await eventually(() => [one, other].every(({ events }) => events.length > 0))
    for (const { events } of [one, other]) expect(events).to.deep.equal([{ event: 'step', data: step }])
    expect(step).to.include({ who: 'ann', to: 33 })
  })

  it('tells of planes that go and come, of drift and of plans', async () => {
    const { events } = await join()
    const seen = (event: string, data: object): Promise<unknown> =>
      eventually(() => events.some((one) => isDeepStrictEqual(one, { event, data })))
    office.a.setByHand('search', 70)
    await seen('drift', {
      plane: 'a',
      drift: [{ plane: 'a', route: 'search', expected: 0, actual: 70 }],
    })
    await office.controller().rollback('search', OPERATOR)
    await seen('drift', { plane: 'a', drift: [] })
    const table = office.b.table()
    await office.b.stop()
    await eventually(() => events.some(({ data }) => data['plane'] === 'b' && data['reachable'] === false))
    await office.b.start(table)
    await seen('plane', { plane: 'b', reachable: true, error: null })
    const { version } = await office.controller().reload()
    await seen('plan', { plan: 'example', version })
  })

  it('tells who was away what they missed, or that they missed something that is not known any more', async () => {
    const first = await join()
    await office.controller().set('static', 5, OPERATOR)
    await eventually(() => first.lastId())
    await first.close()
    await office.controller().set('static', 6, OPERATOR)
    await office.controller().set('static', 7, OPERATOR)
    const again = await listenTo(`${api.url}/api/v1/events`, TOKENS.viewer, first.lastId())
    const stranger = await listenTo(`${api.url}/api/v1/events`, TOKENS.viewer, 'of-another-life-7')
    listeners.push(again, stranger)
    await eventually(() => again.events.length === 2 && stranger.events.length === 1)
    expect(again.events.map(({ data }) => data['to'])).to.deep.equal([6, 7])
    expect(stranger.events).to.deep.equal([{ event: 'missed', data: {} }])
  })

  it('is an event stream that nobody keeps', async () => {
    const { headers } = await join()
    expect(headers.get('content-type')).to.equal('text/event-stream; charset=utf-8')
    expect(headers.get('cache-control')).to.equal('no-store')
  })

  it('ends when the controller stops, so that it does not hold it up', async () => {
    const passing = await openApi(office.controller())
    const listener = await listenTo(`${passing.url}/api/v1/events`, TOKENS.viewer)
    await passing.close()
    await listener.ended
  })
})

describe('createEventStream', () => {
  it('counts nobody who asks with HEAD among those who listen', async () => {
    const stream = createEventStream(createEvents())
    const server = createServer(express().get('/', stream.handle))
    const { url } = await listen(server, 0, '127.0.0.1')
    expect((await fetch(url, { method: 'HEAD' })).headers.get('content-type')).to.contain('text/event-stream')
    expect(stream.clients()).to.equal(0)
    stream.close()
    server.close()
    server.closeAllConnections()
    await once(server, 'close')
  })

  it('lets go of a client that does not read, and tells the others on', async () => {
    const events = createEvents()
    const stream = createEventStream(events)
    const server = createServer(express().get('/', stream.handle))
    const { url, port } = await listen(server, 0, '127.0.0.1')
    const slow = connect(port, '127.0.0.1').pause()
    slow.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const quick = await listenTo(url, '')
    await eventually(() => stream.clients() === 2)
    // Below what may wait for one client, so that only what piles up lets it go.
    const error = 'x'.repeat(50_000)
    let told = 0
    while (stream.clients() === 2 && told < 2000) {
      events.publish({ type: 'plane', plane: 'a', reachable: false, error })
      told++
      await eventually(() => quick.events.length === told, { everyMs: 1 })
    }
    expect(stream.clients()).to.equal(1)
    events.publish({ type: 'role', role: 'leader' })
    await eventually(() => quick.events.at(-1)?.event === 'role')
    slow.destroy()
    stream.close()
    await quick.ended
    server.close()
    await once(server, 'close')
  })
})
