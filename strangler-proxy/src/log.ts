import winston from 'winston'

type Write = (message: string, fields?: Readonly<Record<string, unknown>>) => unknown

/** What we log with; winston's logger is one, and so is the console. */
export type Log = Readonly<Record<'error' | 'warn' | 'info', Write>>

/** One JSON object a line on stdout. Levels by the action they ask for: info none, warn count, error review. */
export function createLog(level: string): Log {
  // `object`: the types of winston's own transports do not fit those of its options.
  const options: object = {
    level,
    format: winston.format.combine(winston.format.timestamp(), winston.format.json()),
    transports: [new winston.transports.Console()],
  }
  return winston.createLogger(options)
}
