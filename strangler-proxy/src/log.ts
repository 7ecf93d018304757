import winston from 'winston'

export type Log = winston.Logger

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
