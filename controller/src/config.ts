import { hostname } from 'node:os'
import { isPinKey } from '@strangler/migration-plan'
import { z } from 'zod'

type Environment = Readonly<Record<string, string | undefined>>

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is no port; use a number from 0 to 65535')
  .transform(Number)
  .refine((number) => number <= 65_535, 'is no port; use a number from 0 to 65535')

const token = z
  .string()
  .regex(/^[\x21-\x7e]{16,512}$/, 'is no token; use 16 to 512 printable characters without blanks')

const pinKey = z.string().refine(isPinKey, 'is no pin key; use 32 to 512 printable characters without blanks')

const postgresUrl = z
  .string()
  .regex(/^postgres(ql)?:\/\//, 'is no PostgreSQL URL; use postgres://user@host:port/name')

const httpUrl = z
  .url({ protocol: /^https?$/, error: 'is no URL; use http://host:port' })
  .transform((url) => url.replace(/\/+$/, ''))

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8090),
  DATABASE_URL: postgresUrl,
  PLAN_FILE: z.string(),
  OPERATOR_TOKEN: token.optional(),
  VIEWER_TOKEN: token.optional(),
  PIN_KEY: pinKey.optional(),
  EDGE_DIRECTORY: z.string().optional(),
  EDGE_HOST: z.string().default('127.0.0.1'),
  EDGE_PORT: port.default(8000),
  EDGE_CERTIFICATES: z.string().optional(),
  EDGE_REDIRECT_PORT: port.optional(),
  STATS_HOST: z.string().default('127.0.0.1'),
  STATS_PORT: port.default(8404),
  PROXY_ADMIN_URL: httpUrl.optional(),
  CONTEXT_FILE: z.string().optional(),
  CONTROLLER_NAME: z.string().max(200).default(`${hostname()}:${process.pid}`),
  LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'is no level; use error, warn, info or debug')
    .default('info'),
})

/** What the process was told, by variable name. */
export type Config = Readonly<z.output<typeof environment>> & {
  /** The whole environment: upstream addresses of the plan may name any of its variables. */
  readonly env: Environment
}

export type ParsedConfig =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly faults: readonly string[] }

/** Parses the environment, an empty variable counting as not set; gives every fault as `NAME: what; remedy`. */
export function parseConfig(env: Environment): ParsedConfig {
  const values = withoutEmpty(env)
  const parsed = environment.safeParse(values)
  if (!parsed.success)
    return { ok: false, faults: parsed.error.issues.map((issue) => faultOf(issue, values)) }
  const faults = crossFaults(parsed.data)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config: { ...parsed.data, env } }
}

/** The configuration of this process; with faults, all of them on stderr and exit code 2. */
export function loadConfig(): Config {
  const parsed = parseConfig(process.env)
  if (parsed.ok) return parsed.config
  process.stderr.write(`${parsed.faults.join('\n')}\n`)
  process.exit(2)
}

/** Where the schema is to be made; with a fault, it on stderr and exit code 2. */
export function loadMigrationConfig(): { readonly databaseUrl: string } {
  const values = withoutEmpty(process.env)
  const parsed = environment.pick({ DATABASE_URL: true }).safeParse(values)
  if (parsed.success) return { databaseUrl: parsed.data.DATABASE_URL }
  process.stderr.write(`${parsed.error.issues.map((issue) => faultOf(issue, values)).join('\n')}\n`)
  process.exit(2)
}

function withoutEmpty(env: Environment): Environment {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''))
}

function faultOf(issue: z.core.$ZodIssue, values: Environment): string {
  const name = String(issue.path[0])
  return values[name] === undefined ? `${name}: is not set; set it` : `${name}: ${issue.message}`
}

function crossFaults(config: z.output<typeof environment>): readonly string[] {
  const faults: string[] = []
  // SECURITY: a generated token is printed and kept in a file, which is good enough for one machine only.
  if (config.OPERATOR_TOKEN === undefined && !isLoopback(config.HOST))
    faults.push(`OPERATOR_TOKEN: is not set while HOST is ${config.HOST}; set it, or listen on 127.0.0.1`)
  if (config.OPERATOR_TOKEN !== undefined && config.OPERATOR_TOKEN === config.VIEWER_TOKEN)
    faults.push('VIEWER_TOKEN: equals OPERATOR_TOKEN; viewers need a token of their own')
  if (config.EDGE_DIRECTORY === undefined && config.PROXY_ADMIN_URL === undefined)
    faults.push('EDGE_DIRECTORY, PROXY_ADMIN_URL: neither is set; name the plane that is to be steered')
  if (config.EDGE_REDIRECT_PORT !== undefined && config.EDGE_CERTIFICATES === undefined)
    faults.push('EDGE_REDIRECT_PORT: is set without EDGE_CERTIFICATES; name the folder with the certificates')
  return faults
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
