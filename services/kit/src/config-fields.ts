import { accessSync, constants } from 'node:fs'
import { isIP } from 'node:net'
import { z } from 'zod'
import { isMarkKey } from './dry-run/mark.ts'
import { LOG_LEVELS } from './log.ts'
import { isSyslogUrl } from './syslog-transport.ts'
import { parseVersion } from './version.ts'

/** Schemas of the variables that several services share. No message repeats the value: it may hold a password. */
export const fields = {
  host: (preset = '127.0.0.1') => z.string().default(preset).describe('an address to listen on'),

  port: (preset: number) =>
    wholeNumber({ min: 0, max: 65535, remedy: '0 picks a free port' }).default(preset).describe('a port'),

  url: (description = 'an http:// or https:// address') =>
    z
      .string()
      .refine((value) => hasProtocol(value, ['http:', 'https:']), {
        error: 'is not an http:// or https:// address; write it like http://127.0.0.1:8202',
      })
      .describe(description),

  databaseUrl: (description = 'a postgres:// address') =>
    z
      .string()
      .refine((value) => hasProtocol(value, ['postgres:', 'postgresql:']), {
        error: 'is not a PostgreSQL address; write it like postgres://user:password@127.0.0.1:5432/name',
      })
      .describe(description),

  file: (description: string) =>
    z
      .string()
      .refine(isReadable, { error: `is not a readable file; set it to ${description}` })
      .describe(description),

  logLevel: () =>
    z.enum(LOG_LEVELS, { error: `is not a log level; use one of ${LOG_LEVELS.join(', ')}` }).default('info'),

  /** Optional: a syslog server that gets every line of the log. */
  syslogUrl: () =>
    z
      .string()
      .refine(isSyslogUrl, {
        error: 'is no syslog address; write it like udp://127.0.0.1:514 or tcp://127.0.0.1:514',
      })
      .optional(),

  version: (preset = 'v1.0') =>
    z
      .string()
      .refine((value) => parseVersion(value) !== undefined, {
        error: 'is not a version; write it like v1.6',
      })
      .default(preset),

  /** Optional: without it, the service refuses dry runs. */
  shadowKey: () =>
    z
      .string()
      .refine(isMarkKey, {
        error: 'is not 32 to 512 printable characters without blanks; make one with openssl rand -hex 32',
      })
      .optional(),

  commit: () => z.string().default('unknown'),

  wholeNumber: (preset: number, bounds: { min?: number; max?: number } = {}) =>
    wholeNumber(bounds).default(preset),

  /** Which peers may name the client by X-Forwarded-For: `none`, `loopback`, or addresses and networks with commas. */
  trustProxy: (preset = 'loopback') =>
    z
      .string()
      .refine((value) => value === 'none' || value.split(',').every((part) => isProxy(part.trim())), {
        error: 'names no proxies; use none, loopback, or addresses like 10.0.0.0/8,192.168.1.4',
      })
      .default(preset)
      .transform((value) => (value === 'none' ? [] : value.split(',').map((part) => part.trim()))),
} as const

function wholeNumber({
  min = 0,
  max = Number.MAX_SAFE_INTEGER,
  remedy,
}: {
  min?: number
  max?: number
  remedy?: string
}) {
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`
  return z
    .string()
    .refine((value) => /^\d{1,15}$/.test(value) && Number(value) >= min && Number(value) <= max, {
      error: `is not a whole number ${range}; ${remedy ?? 'write digits only'}`,
    })
    .transform(Number)
}

function hasProtocol(value: string, protocols: readonly string[]): boolean {
  return URL.canParse(value) && protocols.includes(new URL(value).protocol)
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}

function isProxy(part: string): boolean {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(part)) return true
  const [address = '', prefix, ...rest] = part.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128))
}
