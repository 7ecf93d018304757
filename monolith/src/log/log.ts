import winston from 'winston'
import { SyslogTransport } from './syslog-transport.ts'

/** One JSON object a line on stdout: time, level, message, process, and the fields. */
export type Log = Readonly<
  Record<'info' | 'warning' | 'error', (message: string, fields?: Readonly<Record<string, unknown>>) => void>
>

/** A log that writes to stdout, and to a syslog server (`udp://host:port` or `tcp://host:port`) if there is one. */
export function createLog(syslogUrl: string | undefined): Log {
  // `object`: the types of winston's own transports do not fit those of its options.
  const options: object = {
    levels: winston.config.syslog.levels,
    format: winston.format.printf((info) => JSON.stringify(info['line'])),
    transports: [
      new winston.transports.Console(),
      ...(syslogUrl === undefined ? [] : [new SyslogTransport({ url: syslogUrl, process: 'monolith' })]),
    ],
  }
  const logger = winston.createLogger(options)
  const write =
    (level: keyof Log): Log['info'] =>
    (message, fields = {}) => {
      const line = { time: new Date().toISOString(), level, message, process: 'monolith', ...fields }
      logger.log({ level, message: '', line })
    }
  return { info: write('info'), warning: write('warning'), error: write('error') }
}
