import { once } from 'node:events'
import { Agent, get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { expect } from 'chai'
import { eventually } from '../../../tests/support/eventually.ts'
import { startProcess } from '../../../tests/support/process.ts'

async function startSample() {
  const child = await startProcess('services/kit/test/support/sample-service.ts', {}, { until: isListening })
  const { port } = JSON.parse(child.readyLine) as { port: number }
  const logs = (message: string) => child.lines.some((line) => line.includes(`"message":"${message}"`))
  return { child, port, logs }
}

const isListening = (line: string) => line.includes('"message":"listening"')

async function ask(port: number, path: string, agent?: Agent): Promise<[number | undefined, string]> {
  const [answer] = (await once(get({ host: '127.0.0.1', port, path, agent }), 'response')) as [
    IncomingMessage,
  ]
  const chunks = await answer.toArray()
  return [answer.statusCode, Buffer.concat(chunks as Buffer[]).toString()]
}

describe('the stop of a service', () => {
  it('finishes the request in flight, refuses new connections, closes, and exits 0', async () => {
    const { child, port, logs } = await startSample()
    const agent = new Agent({ keepAlive: true })
    const slow = ask(port, '/slow/', agent)
    await eventually(() => logs('slow has begun'))
    const stopped = child.stop('SIGTERM')
    await eventually(() => logs('stopping'))
    await eventually(() =>
      ask(port, '/healthz').then(
        () => false,
        () => true,
      ),
    )
    expect(logs('closed')).to.equal(false)
    process.kill(child.pid, 'SIGUSR2')
    expect(await slow).to.deep.equal([200, 'done'])
    expect(await stopped).to.equal(0)
    expect(logs('closed')).to.equal(true)
    agent.destroy()
  })

  it('does not wait for connections that ask nothing', async () => {
    const { child, port } = await startSample()
    const silent = connect(port, '127.0.0.1')
    await once(silent, 'connect')
    const agent = new Agent({ keepAlive: true })
    await ask(port, '/healthz', agent)
    const started = performance.now()
    expect(await child.stop('SIGINT')).to.equal(0)
    expect(performance.now() - started).to.be.lessThan(8000)
    agent.destroy()
    silent.destroy()
  })

  it('logs a fault that nobody caught as critical, and exits 1', async () => {
    const { child, port } = await startSample()
    await ask(port, '/reject/').catch(() => undefined)
    expect(await child.exited).to.equal(1)
    const last = JSON.parse(child.lines.at(-1) ?? '{}') as { level: string; error: { message: string } }
    expect(last).to.have.property('level', 'critical')
    expect(last.error.message).to.equal('nobody waits for me')
  })
})
