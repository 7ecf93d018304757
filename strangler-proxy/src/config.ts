import { availableParallelism } from 'node:os'
import { isSyslogUrl } from '@strangler/logging'
import { isPinKey, isShadowKey } from '@strangler/migration-plan'
import { z } from 'zod'
import { messageOf } from './errors.ts'
import { createTrustedPeers } from './forwarding/trusted-peers.ts'

type Environment = Readonly<Record<string, string | undefined>>

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is no port; use a number from 0 to 65535')
  .transform(Number)
  .refine((number) => number <= 65_535, 'is no port; use a number from 0 to 65535')

const environment = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port.default(8080),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: port.default(8081),
  TABLE_FILE: z.string().optional(),
  WORKERS: z
    .string()
    .regex(/^(auto|[1-9]|[1-5]\d|6[0-4])$/, 'is no number of workers; use a number from 1 to 64, or auto')
    .transform((text) => (text === 'auto' ? Math.min(availableParallelism(), 64) : Number(text)))
    .default(1),
  PIN_KEY: z
    .string()
    .refine(isPinKey, 'is no key; use 32 to 512 printable characters without blanks')
    .optional(),
  SHADOW_KEY: z
    .string()
    .refine(isShadowKey, 'is no key; use 32 to 512 printable characters without blanks')
    .optional(),
  TRUSTED_PEERS: z.string().default('').transform(readPeers),
  SYSLOG_URL: z
    .string()
    .refine(isSyslogUrl, 'is no syslog address; use udp://host:port or tcp://host:port')
    .optional(),
  LOG_LEVEL: z
    .enum(['error', 'warn', 'info', 'debug'], 'is no level; use error, warn, info or debug')
    .default('info'),
})

function readPeers(text: string, context: z.RefinementCtx): readonly string[] {
  const peers = text.split(/[\s,]+/).filter((peer) => peer !== '')
  try {
    createTrustedPeers(peers)
  } catch (error) {
    context.addIssue(`${messageOf(error)}; separate them by commas`)
  }
  return peers
}

/** What the process was told, by variable name. */
export type Config = Readonly<z.output<typeof environment>>

export type ParsedConfig =
  { readonly ok: true; readonly config: Config } | { readonly ok: false; readonly faults: readonly string[] }

/** Parses the environment, an empty variable counting as not set; gives every fault as `NAME: what; remedy`. */
export function parseConfig(env: Environment): ParsedConfig {
  const parsed = environment.safeParse(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')),
  )
  if (parsed.success) return { ok: true, config: parsed.data }
  const faults = parsed.error.issues.map((issue) => `${String(issue.path[0])}: ${issue.message}`)
  return { ok: false, faults }
}

/** The configuration of this process; with faults, all of them on stderr and exit code 2. */
export function loadConfig(): Config {
  const parsed = parseConfig(process.env)
  if (parsed.ok) return parsed.config
  process.stderr.write(`${parsed.faults.join('\n')}\n`)
  process.exit(2)
}

/** Whether only this machine can reach what listens on the host. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host)
}
