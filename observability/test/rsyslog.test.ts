import { execFile } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'
import { expect } from 'chai'
import { eventually } from '../../tests/support/eventually.ts'
import { PATH, RSYSLOG_CONFIG, startRsyslog, type TestRsyslog } from './support/rsyslog.ts'

const run = promisify(execFile)

describe('rsyslog', () => {
  let rsyslog: TestRsyslog
  before(async () => {
    rsyslog = await startRsyslog()
  })
  after(() => rsyslog.stop())

  const messageOf = (process: string, text: string): Buffer =>
    Buffer.from(`<134>1 ${new Date().toISOString()} host ${process} 1 - - ${text}`)

  async function overUdp(message: Buffer): Promise<void> {
    const socket = createSocket('udp4')
    await new Promise((resolve) => socket.send(message, rsyslog.port, '127.0.0.1', resolve))
    socket.close()
  }

  async function overTcp(...messages: readonly Buffer[]): Promise<void> {
    const socket = connect(rsyslog.port, '127.0.0.1')
    for (const message of messages) socket.write(Buffer.concat([Buffer.from(`${message.length} `), message]))
    socket.end()
    await once(socket, 'close')
  }

  it('takes its configuration without a complaint', async () => {
    const env = { PATH, RSYSLOG_PORT: '1514', RSYSLOG_ADDRESS: '127.0.0.1', RSYSLOG_FOLDER: '/tmp' }
    const { stdout, stderr } = await run('rsyslogd', ['-N1', '-f', RSYSLOG_CONFIG], { env })
    expect(stdout + stderr).to.match(/End of config validation run/)
    expect(stdout + stderr).not.to.match(/error|warning/i)
  })

  it('keeps a file of JSON lines for each process, from UDP and TCP', async () => {
    await overUdp(messageOf('users', '{"message":"größer"}'))
    await overTcp(
      messageOf('thoughts', `{"message":"${'x'.repeat(30_000)}"}`),
      messageOf('thoughts', '{"message":"a\\tb \\u0001 %d"}'),
    )
    await eventually(async () => (await rsyslog.lines('thoughts')).length === 2)
    await eventually(async () => (await rsyslog.lines('users')).length === 1)
    expect(await rsyslog.lines('users')).to.deep.equal([{ message: 'größer' }])
    expect((await rsyslog.lines('thoughts')).map(({ message }) => message)).to.deep.equal([
      'x'.repeat(30_000),
      'a\tb \u0001 %d',
    ])
  })

  it('makes JSON of what is none', async () => {
    await overUdp(messageOf('db', 'connection "lost"'))
    await eventually(async () => (await rsyslog.lines('db')).length === 1)
    expect((await rsyslog.lines('db'))[0]).to.include({ message: 'connection "lost"', process: 'db' })
  })

  it('lets no sender write outside of its folder', async () => {
    await overUdp(messageOf('../../escaped', '{"message":"x"}'))
    await eventually(async () => (await readdir(rsyslog.folder)).includes('.._.._escaped.log'))
  })

  it('writes on into a new file after a rotation, and loses no line', async () => {
    const text = await readFile(join(repository, 'observability/rsyslog/logrotate.conf'), 'utf8')
    const config = join(rsyslog.folder, 'logrotate.conf')
    await writeFile(
      config,
      text
        .replaceAll('/var/log/strangler', rsyslog.folder)
        .replaceAll('/run/strangler/rsyslogd.pid', rsyslog.pidFile),
      { mode: 0o600 },
    )
    const send = async (first: number): Promise<void> =>
      overTcp(...[0, 1, 2].map((at) => messageOf('proxy', JSON.stringify({ n: first + at }))))
    await send(1)
    await eventually(async () => (await rsyslog.lines('proxy')).length === 3)
    const state = join(rsyslog.folder, 'logrotate.state')
    await run('logrotate', ['--force', '--state', state, config], { env: { PATH } })
    await eventually(async () => {
      await send(4)
      return (await rsyslog.lines('proxy')).length > 0
    })
    const rotated = await readFile(join(rsyslog.folder, 'proxy.log.1'), 'utf8')
    expect(rotated).to.match(/^\{"n":1\}\n\{"n":2\}\n\{"n":3\}\n/)
  })
})
