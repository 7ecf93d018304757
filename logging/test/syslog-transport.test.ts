import { createSocket, type Socket as Datagrams } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { expect } from 'chai'
import { repository } from '@strangler/demo'
import winston from 'winston'
import { freePort } from '@strangler/demo'
import { eventually } from '../../tests/support/eventually.ts'
import { isSyslogUrl, SyslogTransport } from '../src/syslog-transport.ts'

const HEAD = /^<132>1 \d{4}-\d\d-\d\dT[\d:.]+Z \S+ sample \d+ - - /

interface Receiver {
  readonly url: string
  text(): string
  close(): Promise<void>
}

async function receiveDatagrams(): Promise<Receiver> {
  const socket: Datagrams = createSocket('udp4')
  const messages: string[] = []
  socket.on('message', (message) => messages.push(message.toString()))
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return {
    url: `udp://127.0.0.1:${socket.address().port}`,
    text: () => messages.join('\n'),
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

async function receiveStream(port = 0, reads = true): Promise<Receiver & { read(): void }> {
  const sockets = new Set<Socket>()
  let text = ''
  const readers: (() => unknown)[] = []
  const server: Server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    const read = (): unknown => socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
    if (reads) read()
    else readers.push(read)
  })
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `tcp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    text: () => text,
    read: () => readers.forEach((read) => read()),
    async close() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function logTo(url: string): { warn(line: string): void; close(): void } {
  const transport = new SyslogTransport({ url, process: 'sample' })
  // `object`: the types of winston's own transports do not fit those of its options.
  const options: object = {
    format: winston.format.printf(({ message }) => String(message)),
    transports: [transport],
  }
  const logger = winston.createLogger(options)
  return { warn: (line) => logger.warn(line), close: () => transport.close() }
}

/** Octets and message of each frame. */
function framesOf(text: string): readonly string[] {
  const frames: string[] = []
  let rest = Buffer.from(text)
  while (rest.length > 0) {
    const at = rest.indexOf(' ')
    const end = at + 1 + Number(rest.subarray(0, at))
    frames.push(rest.subarray(at + 1, end).toString())
    rest = rest.subarray(end)
  }
  return frames
}

describe('SyslogTransport', () => {
  it('sends each line as one RFC 5424 message over UDP', async () => {
    const receiver = await receiveDatagrams()
    const log = logTo(receiver.url)
    log.warn('{"message":"größer"}')
    await eventually(() => receiver.text() !== '')
    expect(receiver.text()).to.match(HEAD)
    expect(receiver.text().replace(HEAD, '')).to.equal('{"message":"größer"}')
    log.close()
    await receiver.close()
  })

  it('frames messages over TCP, so that none can pose as another', async () => {
    const receiver = await receiveStream()
    const log = logTo(receiver.url)
    log.warn('first\n<0>1 - - forged - - - line')
    log.warn('zweitgrößte')
    await eventually(() => receiver.text().includes('zweit'))
    const lines = framesOf(receiver.text()).map((frame) => frame.replace(HEAD, ''))
    expect(lines).to.deep.equal(['first\n<0>1 - - forged - - - line', 'zweitgrößte'])
    log.close()
    await receiver.close()
  })

  it('keeps lines while the server is away, and sends them when it comes', async () => {
    const port = await freePort()
    const log = logTo(`tcp://127.0.0.1:${port}`)
    log.warn('before it came')
    const receiver = await receiveStream(port)
    await eventually(() => receiver.text().includes('before it came'))
    await receiver.close()
    const next = await receiveStream(port)
    await eventually(() => {
      log.warn('after it came back')
      return next.text().includes('after it came back')
    })
    log.close()
    await next.close()
  })

  it('tells how many lines were lost, once it can', async () => {
    const port = await freePort()
    const log = logTo(`tcp://127.0.0.1:${port}`)
    for (let turn = 0; turn < 30; turn++) log.warn('x'.repeat(100_000))
    const receiver = await receiveStream(port)
    await eventually(() => receiver.text().includes('xxx'))
    log.warn('here again')
    await eventually(() => receiver.text().includes('here again'))
    const told = framesOf(receiver.text()).find((frame) => frame.includes('were lost'))
    const { count, level } = JSON.parse(told!.replace(HEAD, '')) as { count: number; level: string }
    expect({ count, level }).to.deep.equal({ count: 20, level: 'warning' })
    log.close()
    await receiver.close()
  })

  it('waits for nobody, and holds a bounded memory, while the server takes nothing', async () => {
    const receiver = await receiveStream(0, false)
    const log = logTo(receiver.url)
    for (let turn = 0; turn < 400; turn++) {
      log.warn('x'.repeat(100_000))
      await new Promise((resolve) => setImmediate(resolve))
    }
    receiver.read()
    await eventually(() => {
      log.warn('here again')
      return receiver.text().includes('were lost')
    })
    // The rest lay in the buffers of the operating system.
    const counts = [...receiver.text().matchAll(/"count":(\d+)/g)].map(([, count]) => Number(count))
    expect(counts.reduce((sum, count) => sum + count, 0)).to.be.above(200)
    log.close()
    await receiver.close()
  })

  it('takes only addresses that it can send to', () => {
    for (const url of ['udp://127.0.0.1:514', 'tcp://rsyslog:10514', 'tcp://[::1]:514'])
      expect(isSyslogUrl(url), url).to.equal(true)
    for (const url of ['rsyslog:514', 'http://a:1', 'udp://a', 'udp://a:x', 'udp://a:1/x', 'tcp://u:p@a:1'])
      expect(isSyslogUrl(url), url).to.equal(false)
  })

  for (const copy of ['monolith/src/log', 'services/kit/src'])
    it(`is byte for byte the one of ${copy}, which must not import it`, () => {
      const read = (folder: string): string =>
        readFileSync(join(repository, folder, 'syslog-transport.ts'), 'utf8')
      expect(read(copy)).to.equal(read('logging/src'))
    })
})
