import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseContext, type Context } from '../context-file.ts'
import { fileFault } from '../file-fault.ts'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

export interface RemoteOptions {
  readonly url?: string
  readonly token?: string
  readonly json?: boolean
}

const CONTEXT = join('var', 'run', 'controller.json')

/** Options before variables (STRANGLER_URL, STRANGLER_TOKEN) before the context file. @throws CliError */
export function findController(options: RemoteOptions, terminal: Terminal): Context {
  const url = checkedUrl(options.url ?? filled(terminal.env['STRANGLER_URL']))
  const token = checkedToken(options.token ?? filled(terminal.env['STRANGLER_TOKEN']))
  if (url !== undefined && token !== undefined) return { url, token }
  const context = readContext(terminal)
  // SECURITY: a token goes to the controller that it is of, not to any URL that somebody names.
  if (context && (url === undefined || new URL(url).origin === new URL(context.url).origin))
    return { url: context.url, token: token ?? context.token }
  if (url !== undefined)
    throw new CliError('ERR_CLI_NO_TOKEN', `no token for ${url}`, 'give --token or STRANGLER_TOKEN')
  throw new CliError(
    'ERR_CLI_NO_CONTROLLER',
    `no controller is known: there is no ${CONTEXT} here or above`,
    'start one, or give --url and --token',
  )
}

function readContext(terminal: Terminal): Context | null {
  const named = filled(terminal.env['STRANGLER_CONTEXT'])
  if (named !== undefined) return contextOf(resolve(terminal.cwd, named), readFileSync)
  for (const file of contextFiles(terminal)) {
    const found = contextOf(file, readIfThere)
    if (found) return found
  }
  return null
}

/** The file that a controller was looked up in, if there is one. */
export function findContextFile(terminal: Terminal): string | null {
  const named = filled(terminal.env['STRANGLER_CONTEXT'])
  if (named !== undefined) return resolve(terminal.cwd, named)
  return contextFiles(terminal).find((file) => existsSync(file)) ?? null
}

/** Where one may lie: here, or in a folder above. */
function contextFiles({ cwd }: Terminal): readonly string[] {
  const files: string[] = []
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    files.push(join(folder, CONTEXT))
    if (folder === dirname(folder)) return files
  }
}

function readIfThere(file: string, encoding: 'utf8'): string | null {
  try {
    return readFileSync(file, encoding)
  } catch {
    return null
  }
}

function contextOf(file: string, read: (file: string, encoding: 'utf8') => string | null): Context | null {
  const fault = (what: string): CliError =>
    new CliError(
      'ERR_CLI_CONTEXT',
      `context file ${file}: ${what}`,
      'mend or remove it, or give --url and --token',
    )
  let text: string | null
  try {
    text = read(file, 'utf8')
  } catch (error) {
    throw fault(fileFault(error))
  }
  if (text === null) return null
  const context = parseContext(text)
  if (context) return context
  throw fault('it holds no URL and token of a controller')
}

function checkedUrl(url: string | undefined): string | undefined {
  if (url === undefined) return undefined
  if (/^https?:\/\/[^/]/.test(url) && URL.canParse(url)) return url.replace(/\/+$/, '')
  throw new CliError('ERR_CLI_USAGE', `"${url}" is no URL of a controller`, 'write http://host:port')
}

function checkedToken(token: string | undefined): string | undefined {
  if (token === undefined || /^[\x21-\x7e]+$/.test(token)) return token
  throw new CliError(
    'ERR_CLI_USAGE',
    'the token holds blanks or other characters that no token has',
    'give it as the controller has it',
  )
}

/** A variable that is set to nothing counts as not set. */
function filled(value: string | undefined): string | undefined {
  return value === '' ? undefined : value
}
