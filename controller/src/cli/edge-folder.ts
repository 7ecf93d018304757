import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { haproxyCommand, renderEdge, writeEdgeFiles, type EdgeOptions } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { parseEdgeConfig, type EdgeConfig } from '../config.ts'
import { fileFault } from '../file-fault.ts'
import { CliError } from './cli-error.ts'
import type { Terminal } from './terminal.ts'

/** Where the environment has the edge listen; its faults go to stderr, one a line. @throws CliError */
export function readEdgeConfig(terminal: Terminal): EdgeConfig {
  const parsed = parseEdgeConfig(terminal.env)
  if (parsed.ok) return parsed.config
  for (const fault of parsed.faults) terminal.err(`${fault}\n`)
  const what = `environment: ${parsed.faults.length} of its variables cannot be used`
  throw new CliError('ERR_CLI_ENVIRONMENT', what, 'mend what stands above', { faults: parsed.faults })
}

/**
 * Makes the folder that a HAProxy is started in, and gives the command that starts it. One that exists is left
 * alone: it is its controller's to change.
 * @throws CliError
 */
export async function makeEdgeFolder(table: RouteTable, options: EdgeOptions): Promise<readonly string[]> {
  const { directory } = options
  if (existsSync(join(directory, 'haproxy.cfg')))
    throw new CliError(
      'ERR_CLI_FOLDER',
      `${directory}: an edge lives there already`,
      'name another folder; the controller keeps this one up to date',
    )
  try {
    await writeEdgeFiles(directory, renderEdge(table, options))
  } catch (error) {
    throw new CliError('ERR_CLI_FOLDER', `${directory}: ${fileFault(error)}`, 'name another folder')
  }
  const { command, args } = haproxyCommand(directory)
  return [command, ...args]
}
