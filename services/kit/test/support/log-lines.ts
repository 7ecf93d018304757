import { Writable } from 'node:stream'
import { createLogger, type Logger, type LogLevel } from '@mythoughts/kit'

export type LogLine = Record<string, unknown> & { level: LogLevel; message: string }

/** A logger whose lines are kept. */
export function keepLog(level: LogLevel = 'debug'): { logger: Logger; lines: LogLine[]; text: () => string } {
  const chunks: string[] = []
  const lines: LogLine[] = []
  const stream = new Writable({
    decodeStrings: false,
    write(chunk: string, _encoding, done) {
      chunks.push(chunk)
      lines.push(JSON.parse(chunk) as LogLine)
      done()
    },
  })
  return { logger: createLogger({ service: 'test', level, stream }), lines, text: () => chunks.join('') }
}
