import * as logging from '@strangler/logging'

export type Log = logging.Log

/** The log of the process, of a level; to a syslog server too if there is one. */
export function createLog(level: string, syslogUrl?: string): Log {
  return logging.createLog({ process: 'controller', level, syslogUrl })
}
