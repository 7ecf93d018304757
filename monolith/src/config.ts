import { isSyslogUrl } from './log/syslog-transport.ts'

/** What the process is told by its environment. */
export interface Config {
  readonly host: string
  /** 0: a free one. */
  readonly port: number
  readonly databaseUrl: string
  /** A syslog server that gets every line of the log. */
  readonly syslogUrl: string | undefined
}

/** Reads `HOST`, `PORT`, `DATABASE_URL` and `SYSLOG_URL`; prints every fault and ends the process with 2 if there are any. */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const host = env['HOST'] ?? '127.0.0.1'
  const port = env['PORT'] ?? '8100'
  const databaseUrl = env['DATABASE_URL'] ?? ''
  const syslogUrl = env['SYSLOG_URL'] || undefined
  const faults: string[] = []
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    faults.push('PORT: is no port; use a number from 0 to 65535')
  if (!/^postgres(ql)?:\/\//.test(databaseUrl))
    faults.push('DATABASE_URL: is no PostgreSQL address; use postgres://user:password@host:port/monolith')
  if (syslogUrl !== undefined && !isSyslogUrl(syslogUrl))
    faults.push('SYSLOG_URL: is no syslog address; use udp://host:port or tcp://host:port')
  if (faults.length > 0) {
    process.stderr.write(`${faults.join('\n')}\n`)
    process.exit(2)
  }
  return { host, port: Number(port), databaseUrl, syslogUrl }
}
