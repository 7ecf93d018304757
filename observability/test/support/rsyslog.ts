import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort, repository, startChild } from '@strangler/demo'
import { eventually } from '../../../tests/support/eventually.ts'

export const RSYSLOG_CONFIG = join(repository, 'observability/rsyslog/rsyslog.conf')
/** Debian keeps daemons where only root's PATH leads. */
export const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/bin`

export interface TestRsyslog {
  /** Without a scheme: it listens over UDP and TCP. */
  readonly address: string
  readonly port: number
  readonly folder: string
  readonly pidFile: string
  /** The lines of a process, each read as JSON. */
  lines(process: string): Promise<readonly Readonly<Record<string, unknown>>[]>
  stop(): Promise<void>
}

/** A real rsyslogd with our configuration, on a free port. */
export async function startRsyslog(): Promise<TestRsyslog> {
  const folder = await mkdtemp(join(tmpdir(), 'rsyslog-'))
  const port = await freePort()
  const pidFile = join(folder, 'rsyslogd.pid')
  const child = startChild({
    name: 'rsyslogd',
    command: 'rsyslogd',
    args: ['-n', '-i', pidFile, '-f', RSYSLOG_CONFIG],
    env: { PATH, RSYSLOG_PORT: String(port), RSYSLOG_ADDRESS: '127.0.0.1', RSYSLOG_FOLDER: folder },
  })
  await eventually(() => readFile(pidFile, 'utf8'))
  return {
    address: `127.0.0.1:${port}`,
    port,
    folder,
    pidFile,
    async lines(process) {
      const text = await readFile(join(folder, `${process}.log`), 'utf8').catch(() => '')
      // The last one may not be whole yet.
      const whole = text.slice(0, text.lastIndexOf('\n') + 1)
      return whole
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>)
    },
    async stop() {
      await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
