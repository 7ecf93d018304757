import winston from 'winston'
import { SyslogTransport } from './syslog-transport.ts'

/** What we log with. Levels by the action they ask for: debug and info none, warn count, error review. */
export type Log = winston.Logger

export interface LogOptions {
  /** Who logs. */
  readonly process: string
  /** The lowest that is written: error, warn, info, debug; `silent` writes nothing. */
  readonly level: string
  /** A syslog server that gets every line too: `udp://host:port` or `tcp://host:port`. */
  readonly syslogUrl?: string | undefined
}

/** One JSON object a line on stdout: time, level, message, process, and the fields. */
export function createLog({ process: name, level, syslogUrl }: LogOptions): Log {
  // `object`: the types of winston's own transports do not fit those of its options.
  const options: object = {
    level,
    format: winston.format.printf((info) => lineOf(name, info)),
    transports: [
      new winston.transports.Console(),
      ...(syslogUrl === undefined ? [] : [new SyslogTransport({ url: syslogUrl, process: name })]),
    ],
  }
  return winston.createLogger(options)
}

function lineOf(name: string, { level, message, ...fields }: winston.Logform.TransformableInfo): string {
  const head = {
    time: new Date().toISOString(),
    level: level === 'warn' ? 'warning' : level,
    message,
    process: name,
  }
  // Twice: first for the order, last so that no field can pose as another line's head.
  return JSON.stringify({ ...head, ...fields, ...head }, written)
}

function written(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return String(value)
  if (!(value instanceof Error)) return value
  return { name: value.name, message: value.message, ...('code' in value ? { code: value.code } : {}) }
}
