export { createLog, type Log, type LogOptions } from './create-log.ts'
export { isSyslogUrl } from './syslog-transport.ts'
