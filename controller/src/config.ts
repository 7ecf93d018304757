import { hostname } from 'node:os'
import { isAbsolute } from 'node:path'
import { isSyslogUrl } from '@strangler/logging'
import { isPinKey } from '@strangler/migration-plan'
import { z } from 'zod'
import { gatewayEnvironment, type GatewayConfig } from './planes/gateway-environment.ts'

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
  .refine(isPostgresUrl, 'is no PostgreSQL URL; use postgres://user@host:port/name')

const httpAddress = z
  .string()
  .refine(isHttpAddress, 'is no address; use http://host:port')
  .transform((url) => url.replace(/\/$/, ''))

const prometheusUrl = z
  .string()
  .refine(isPrometheusUrl, 'is no address of a Prometheus; use http://host:port, with a path if it has one')
  .transform((url) => url.replace(/\/+$/, ''))

const hostAndPort = z
  .string()
  .refine((text) => isHttpAddress(`http://${text}`) && /:\d+$/.test(text), 'is no address; use host:port')

// HAProxy's sockets lie in it, and their paths must be short.
const edgeDirectory = z
  .string()
  .refine(
    (path) => isAbsolute(path) && Buffer.byteLength(path) <= 80,
    'is no folder for sockets; use an absolute path of at most 80 bytes',
  )

const syslogUrl = z
  .string()
  .refine(isSyslogUrl, 'is no syslog address; use udp://host:port or tcp://host:port')

const edgeEnvironment = z.object({
  EDGE_HOST: z.string().default('127.0.0.1'),
  EDGE_PORT: port.default(8000),
  EDGE_CERTIFICATES: z.string().optional(),
  EDGE_REDIRECT_PORT: port.optional(),
  STATS_HOST: z.string().default('127.0.0.1'),
  STATS_PORT: port.default(8404),
  PIN_KEY: pinKey.optional(),
  PROXY_ADDRESS: hostAndPort.optional(),
  EDGE_SYSLOG_URL: syslogUrl.optional(),
})

const days = z
  .string()
  .regex(/^[1-9]\d{0,3}$/, 'is no number of days; use a whole number from 1 to 3650')
  .transform(Number)
  .refine((number) => number <= 3650, 'is no number of days; use a whole number from 1 to 3650')

const hooks = z
  .string()
  .transform((text) => text.trim().split(/\s+/))
  .refine(
    (urls) => urls.every(isHook),
    'holds what is no URL; give http:// or https:// URLs, blanks between them',
  )
  .optional()

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8090),
  DATABASE_URL: postgresUrl,
  PLAN_FILE: z.string(),
  OPERATOR_TOKEN: token.optional(),
  VIEWER_TOKEN: token.optional(),
  EDGE_DIRECTORY: edgeDirectory.optional(),
  ...edgeEnvironment.shape,
  PROXY_ADMIN_URL: httpAddress.optional(),
  PROMETHEUS_URL: prometheusUrl.optional(),
  ...gatewayEnvironment.shape,
  LEGACY_ACCESS_LOG: z
    .string()
    .refine((path) => isAbsolute(path), 'is no file; use an absolute path')
    .optional(),
  NOTIFY_URLS: hooks,
  NOTIFY_URLS_STEP: hooks,
  NOTIFY_URLS_ROLLBACK: hooks,
  NOTIFY_URLS_HOLD: hooks,
  NOTIFY_URLS_DRIFT: hooks,
  NOTIFY_URLS_PLANE: hooks,
  NOTIFY_URLS_LEADER: hooks,
  NOTIFY_KEY: z
    .string()
    .regex(/^[\x21-\x7e]{16,512}$/, 'is no key; use 16 to 512 printable characters without blanks')
    .optional(),
  COMPARE_RETENTION_DAYS: days.default(30),
  CONTEXT_FILE: z.string().optional(),
  CONTROLLER_NAME: z
    .string()
    .regex(/^\P{Cc}{1,200}$/u, 'is no name; use at most 200 characters in one line')
    .default(`${hostname()}:${process.pid}`),
  SYSLOG_URL: syslogUrl.optional(),
  LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'is no level; use error, warn, info or debug')
    .default('info'),
})

/** What the process was told, by variable name. */
export type Config = Readonly<z.output<typeof environment>> & {
  /** The whole environment: upstream addresses of the plan may name any of its variables. */
  readonly env: Environment
}

/** How an edge listens, the key that it knows pins by, and the proxy that compares for it. */
export type EdgeConfig = Readonly<z.output<typeof edgeEnvironment>>

export type Parsed<T> =
  { readonly ok: true; readonly config: T } | { readonly ok: false; readonly faults: readonly string[] }

/** Parses the environment, an empty variable counting as not set; gives every fault as `NAME: what; remedy`. */
export function parseConfig(env: Environment): Parsed<Config> {
  const parsed = parse(environment, env, (values) => [...crossFaults(values), ...edgeFaults(values)])
  return parsed.ok ? { ok: true, config: { ...parsed.config, env } } : parsed
}

/** Parses what tells how an edge listens, for who makes one without a controller. */
export function parseEdgeConfig(env: Environment): Parsed<EdgeConfig> {
  return parse(edgeEnvironment, env, edgeFaults)
}

/** Parses what tells of a Gateway, for who renders HTTPRoutes without a controller. */
export function parseGatewayConfig(env: Environment): Parsed<GatewayConfig> {
  return parse(gatewayEnvironment, env, () => [])
}

function parse<Schema extends z.ZodObject>(
  schema: Schema,
  env: Environment,
  further: (values: Environment) => readonly string[],
): Parsed<z.output<Schema>> {
  const values = withoutEmpty(env)
  const { success, data, error } = schema.safeParse(values)
  const faults = [...(error?.issues ?? []).map((issue) => faultOf(issue, values)), ...further(values)]
  return success && faults.length === 0 ? { ok: true, config: data } : { ok: false, faults }
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

const PLANES = ['EDGE_DIRECTORY', 'PROXY_ADMIN_URL', 'KUBERNETES_GATEWAY'] as const

/** What is wrong between variables, each of them right or not. */
function crossFaults(values: Environment): readonly string[] {
  const { HOST = '127.0.0.1', OPERATOR_TOKEN, VIEWER_TOKEN } = values
  const faults: string[] = []
  // SECURITY: a generated token is printed and kept in a file, which is good enough for one machine only.
  if (OPERATOR_TOKEN === undefined && !isLoopback(HOST))
    faults.push(`OPERATOR_TOKEN: is not set while HOST is ${HOST}; set it, or listen on 127.0.0.1`)
  if (OPERATOR_TOKEN !== undefined && OPERATOR_TOKEN === VIEWER_TOKEN)
    faults.push('VIEWER_TOKEN: equals OPERATOR_TOKEN; viewers need a token of their own')
  if (PLANES.every((name) => values[name] === undefined))
    faults.push(`${PLANES.join(', ')}: none is set; name the plane that is to be steered`)
  return faults
}

function edgeFaults({ EDGE_REDIRECT_PORT, EDGE_CERTIFICATES }: Environment): readonly string[] {
  if (EDGE_REDIRECT_PORT === undefined || EDGE_CERTIFICATES !== undefined) return []
  return ['EDGE_REDIRECT_PORT: is set without EDGE_CERTIFICATES; name the folder with the certificates']
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}

function isPostgresUrl(text: string): boolean {
  // The base stands in for a host that is left out: postgres:///name is this machine's.
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text, 'postgres://base')
}

function isHook(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text)
}

function isPrometheusUrl(text: string): boolean {
  return /^https?:\/\/[^?#@\s]+$/.test(text) && URL.canParse(text)
}

function isHttpAddress(text: string): boolean {
  return /^https?:\/\/[^/?#@]+\/?$/.test(text) && URL.canParse(text)
}
