import { createLogger as createWinston, format, transports } from 'winston'
import { isDryRun } from './dry-run/dry-run.ts'
import { redact, redactText } from './redact.ts'
import { currentRequestId } from './request-id.ts'
import { SyslogTransport } from './syslog-transport.ts'

/** From quiet to loud, by the action they ask for: none, none, count, review each, act now. */
export const LOG_LEVELS = ['debug', 'info', 'warning', 'error', 'critical'] as const

export type LogLevel = (typeof LOG_LEVELS)[number]
export type LogFields = Readonly<Record<string, unknown>>
type Write = (message: string, fields?: LogFields) => void

/** One JSON line a call; the fields are redacted and the request's id is added. A 4xx is never above `info`. */
export type Logger = Readonly<Record<LogLevel, Write>>

export interface LogOptions {
  readonly service: string
  /** A syslog server that gets every line too: `udp://host:port` or `tcp://host:port`. */
  readonly syslogUrl?: string | undefined
  readonly level?: LogLevel
  /** Where the lines go. Default is stdout. */
  readonly stream?: NodeJS.WritableStream
}

/** Structured logging of a process: JSON lines with time, level, message, process, requestId, dryRun and the fields. */
export function createLogger({ service, level = 'info', stream, syslogUrl }: LogOptions): Logger {
  const levels = Object.fromEntries(LOG_LEVELS.toReversed().map((name, rank) => [name, rank]))
  // `object`: the types of winston's own transports do not fit those of its options.
  const options: object = {
    levels,
    level,
    format: format.printf((info) => JSON.stringify(info['line'])),
    transports: [
      stream ? new transports.Stream({ stream }) : new transports.Console(),
      ...(syslogUrl === undefined ? [] : [new SyslogTransport({ url: syslogUrl, process: service })]),
    ],
  }
  const winston = createWinston(options)
  const write =
    (name: LogLevel): Write =>
    (message, fields = {}) => {
      if (!isLoud(name, level)) return
      const id = currentRequestId()
      const head = {
        time: new Date().toISOString(),
        level: name,
        message: redactText(message),
        process: service,
        ...(id === undefined ? {} : { requestId: id }),
        ...(isDryRun() ? { dryRun: true } : {}),
      }
      // Twice: first for the order, last so that no field can pose as another line's head.
      const line = { ...head, ...(redact(fields) as Record<string, unknown>), ...head }
      winston.log({ level: name, message: '', line })
    }
  return {
    debug: write('debug'),
    info: write('info'),
    warning: write('warning'),
    error: write('error'),
    critical: write('critical'),
  }
}

function isLoud(level: LogLevel, threshold: LogLevel): boolean {
  return LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(threshold)
}
