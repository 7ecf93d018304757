import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { haproxyCommand, renderEdge, writeEdgeFiles, type EdgeOptions } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import { fileFault } from '../file-fault.ts'
import { CliError } from './cli-error.ts'

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
