import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { contextSchema, type Context } from '../context-file.ts'
import { messageOf } from '../errors.ts'
import { CliError } from './cli-error.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

export interface RemoteOptions {
  readonly url?: string
  readonly token?: string
  readonly json?: boolean
}

const CONTEXT = join('var', 'run', 'controller.json')

/** Options before variables (STRANGLER_URL, STRANGLER_TOKEN) before the context file. @throws CliError */
export function findController(options: RemoteOptions, terminal: Terminal): Context {
  const url = options.url ?? filled(terminal.env['STRANGLER_URL'])
  const token = options.token ?? filled(terminal.env['STRANGLER_TOKEN'])
  if (url !== undefined && token !== undefined) return { url: checkedUrl(url), token }
  const context = readContext(terminal)
  // SECURITY: a token goes to the controller that it is of, not to any URL that somebody names.
  if (context && (url === undefined || originOf(url) === originOf(context.url)))
    return { url: context.url, token: token ?? context.token }
  if (url !== undefined)
    throw new CliError(
      EXIT.noPermission,
      'ERR_CLI_NO_TOKEN',
      `no token for ${url}`,
      'give --token or STRANGLER_TOKEN',
    )
  throw new CliError(
    EXIT.unreachable,
    'ERR_CLI_NO_CONTROLLER',
    `no controller is known: there is no ${CONTEXT} here or above`,
    'start one, or give --url and --token',
  )
}

function readContext({ env, cwd }: Terminal): Context | null {
  const named = filled(env['STRANGLER_CONTEXT'])
  if (named !== undefined) return parseContext(resolve(cwd, named), readFileSync)
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = parseContext(join(folder, CONTEXT), readIfThere)
    if (found || folder === dirname(folder)) return found
  }
}

function readIfThere(file: string, encoding: 'utf8'): string | null {
  try {
    return readFileSync(file, encoding)
  } catch {
    return null
  }
}

function parseContext(file: string, read: (file: string, encoding: 'utf8') => string | null): Context | null {
  try {
    const text = read(file, 'utf8')
    return text === null ? null : contextSchema.parse(JSON.parse(text))
  } catch (error) {
    const what = `context file ${file}: ${messageOf(error).split('\n')[0] ?? ''}`
    throw new CliError(
      EXIT.unreachable,
      'ERR_CLI_CONTEXT',
      what,
      'mend or remove it, or give --url and --token',
    )
  }
}

function checkedUrl(url: string): string {
  if (/^https?:\/\/[^/]/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  throw new CliError(
    EXIT.usage,
    'ERR_CLI_URL',
    `"${url}" is no URL of a controller`,
    'write http://host:port',
  )
}

function originOf(url: string): string {
  return new URL(checkedUrl(url)).origin
}

/** A variable that is set to nothing counts as not set. */
function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
