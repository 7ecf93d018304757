import { fields, loadConfig } from '@mythoughts/kit'
import { z } from 'zod'

const TWO_DAYS = 172_800

const schema = z.object({
  HOST: fields.host(),
  PORT: fields.port(8202),
  INTERNAL_PORT: fields.port(8302),
  LEGACY_DATABASE_URL: fields.databaseUrl(
    'the postgres:// address of the database with the user and session tables',
  ),
  DATABASE_URL: fields.databaseUrl("the postgres:// address of this service's own database"),
  TOKEN_SIGNING_KEY_FILE: fields.file('a private RSA JWK with kid'),
  TOKEN_KEYS_FILE: fields.file('a JWKS with all accepted public keys'),
  SESSION_TOKEN_SECONDS: fields.wholeNumber(600, { min: 10, max: 86_400 }),
  API_TOKEN_SECONDS: fields.wholeNumber(TWO_DAYS, { min: 10, max: 10 * TWO_DAYS }),
  LOGIN_FAILURES_PER_ACCOUNT: fields.wholeNumber(30, { min: 1, max: 1_000_000 }),
  LOGIN_FAILURES_PER_ADDRESS: fields.wholeNumber(300, { min: 1, max: 1_000_000 }),
  LOGIN_WINDOW_SECONDS: fields.wholeNumber(900, { min: 1, max: 86_400 }),
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

/** What bringing the schema up to date needs of it. */
export function readMigrationConfig() {
  return loadConfig(schema.pick({ DATABASE_URL: true, LOG_LEVEL: true, SYSLOG_URL: true }), process.env)
}
