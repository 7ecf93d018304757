import { fields, loadConfig } from '@mythoughts/kit'
import { z } from 'zod'

const schema = z.object({
  HOST: fields.host(),
  PORT: fields.port(8204),
  INTERNAL_PORT: fields.port(8304),
  LOG_LEVEL: fields.logLevel(),
  SYSLOG_URL: fields.syslogUrl(),
  COMMIT: fields.commit(),
  VERSION: fields.version(),
})

/** The configuration of the service; prints all faults and exits 2 if there are any. */
export function readConfig() {
  return loadConfig(schema, process.env)
}
