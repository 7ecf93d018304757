import { fields, loadConfig } from '@mythoughts/kit'
import { z } from 'zod'

const schema = z.object({
  HOST: fields.host(),
  PORT: fields.port(8201),
  INTERNAL_PORT: fields.port(8301),
  USERS_INTERNAL_URL: fields.url('the internal address of the users service'),
  THOUGHTS_URL: fields.url('the public address of the thoughts service'),
  THOUGHTS_INTERNAL_URL: fields.url('the internal address of the thoughts service'),
  TOKEN_KEYS_FILE: fields.file('a JWKS with all accepted public keys'),
  TRUST_PROXY: fields.trustProxy(),
  SHADOW_KEY: fields.shadowKey(),
  LOG_LEVEL: fields.logLevel(),
  SYSLOG_URL: fields.syslogUrl(),
  COMMIT: fields.commit(),
  VERSION: fields.version(),
})

/** The configuration of the service; prints all faults and exits 2 if there are any. */
export function readConfig() {
  return loadConfig(schema, process.env)
}
