import { once } from 'node:events'
import { Agent, get, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { connect } from 'node:net'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { startListener, type Listener } from '../src/listener.ts'

/** A listener whose answers wait until the test gives them. */
async function startPending(): Promise<Listener & { pending: ServerResponse[] }> {
  const pending: ServerResponse[] = []
  const handler: RequestListener = (_req, res) => void pending.push(res)
  return { ...(await startListener(handler, { host: '127.0.0.1', port: 0 })), pending }
}

function ask(
  port: number,
  agent?: Agent,
): Promise<{ headers: IncomingMessage['headers']; text: string } | 'cut'> {
  const outgoing = get({ host: '127.0.0.1', port, agent })
  const answered = once(outgoing, 'response').then(async ([answer]: IncomingMessage[]) => {
    const chunks = (await answer?.toArray()) as Buffer[]
    return { headers: answer?.headers ?? {}, text: Buffer.concat(chunks).toString() }
  })
  return answered.catch(() => 'cut' as const)
}

describe('the stop of a listener', () => {
  it('lets requests in flight finish on connections that then end, and says that all did', async () => {
    const listener = await startPending()
    const { port, pending } = listener
    const agent = new Agent({ keepAlive: true })
    const asked = [ask(port, agent), ask(port, agent)]
    await eventually(() => pending.length === 2)
    const stopped = listener.stop(60_000)
    for (const res of pending) res.end('whole')
    for (const answer of await Promise.all(asked)) {
      expect(answer).to.have.property('text', 'whole')
      expect(answer).to.have.nested.property('headers.connection', 'close')
    }
    expect(await stopped).to.equal(true)
    agent.destroy()
  })

  it('refuses new connections from its beginning, while a request is in flight', async () => {
    const listener = await startPending()
    const { port, pending } = listener
    const slow = ask(port)
    await eventually(() => pending.length === 1)
    const stopped = listener.stop(60_000)
    expect(await ask(port)).to.equal('cut')
    expect(pending).to.have.length(1)
    pending[0]?.end('whole')
    expect(await slow).to.have.property('text', 'whole')
    expect(await stopped).to.equal(true)
  })

  it('cuts off what is not done in its time, be it in the middle of an answer, and says so', async () => {
    const listener = await startPending()
    const { port, pending } = listener
    const asked = [ask(port), ask(port)]
    await eventually(() => pending.length === 2)
    pending[0]?.writeHead(200, { 'content-length': '10' }).write('half')
    expect(await listener.stop(200)).to.equal(false)
    expect(await Promise.all(asked)).to.deep.equal(['cut', 'cut'])
  })

  it('waits neither for idle connections nor for those that never asked anything', async () => {
    const listener = await startPending()
    const { port, pending } = listener
    const agent = new Agent({ keepAlive: true })
    const first = ask(port, agent)
    await eventually(() => pending.length === 1)
    pending[0]?.end('whole')
    await first
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    expect(await listener.stop(60_000)).to.equal(true)
    agent.destroy()
    silent.destroy()
  })
})
