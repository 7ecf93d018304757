import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { freePort } from '@strangler/demo'
import { expect } from 'chai'

const run = promisify(execFile)

/** The lines of a process that logs once and has nothing else to do. */
async function linesOf(syslogUrl = ''): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const script = `
    const { createLog } = await import('./src/index.ts')
    const log = createLog({ process: 'sample', level: 'info', syslogUrl: '${syslogUrl}' || undefined })
    const error = Object.assign(new Error('no'), { code: 'E' })
    log.warn('slow', { ms: 12, time: 'forged', process: 'other', big: 7n, error })
    log.debug('nobody is to see this')
  `
  const options = { cwd: `${import.meta.dirname}/..`, timeout: 20_000 }
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], options)
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
}

describe('createLog', () => {
  it('writes one JSON line with time, level, message and process, which no field can forge', async () => {
    const lines = await linesOf()
    expect(lines).to.have.length(1)
    const { time, ...rest } = lines[0]!
    expect(Date.parse(String(time))).to.be.closeTo(Date.now(), 60_000)
    expect(rest).to.deep.equal({
      level: 'warning',
      message: 'slow',
      process: 'sample',
      ms: 12,
      big: '7',
      error: { name: 'Error', message: 'no', code: 'E' },
    })
  })

  for (const scheme of ['udp', 'tcp'])
    it(`lets a process write on, and end, while its syslog server is away (${scheme})`, async () => {
      expect(await linesOf(`${scheme}://127.0.0.1:${await freePort()}`)).to.have.length(1)
    })
})
