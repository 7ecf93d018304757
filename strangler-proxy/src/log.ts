import * as logging from '@strangler/logging'

type Write = (message: string, fields?: Readonly<Record<string, unknown>>) => unknown

/** What we log with; winston's logger is one, and so is the console. */
export type Log = Readonly<Record<'error' | 'warn' | 'info', Write>>

/** The log of the process, of a level; to a syslog server too if there is one. */
export function createLog(level: string, syslogUrl?: string): logging.Log {
  return logging.createLog({ process: 'proxy', level, syslogUrl })
}
