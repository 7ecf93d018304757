import { randomBytes } from 'node:crypto'

/** What the PostgreSQL process is told: port (0: a free one), password, and a folder that survives restarts. */
export interface PostgresConfig {
  readonly port: number
  readonly password: string
  /** Absolute path; null: a temporary folder that goes with the process. */
  readonly folder: string | null
}

/** Reads `PGPORT`, `PGPASSWORD` and `PGDATA`, PostgreSQL's own names. */
export function readPostgresConfig(env: NodeJS.ProcessEnv = process.env): PostgresConfig {
  return {
    port: Number(env['PGPORT'] ?? 0),
    password: env['PGPASSWORD'] ?? randomBytes(12).toString('hex'),
    folder: env['PGDATA'] ?? null,
  }
}
