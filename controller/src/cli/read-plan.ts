import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { compileTable, formatProblem, parsePlan, type Plan, type RouteTable } from '@strangler/migration-plan'
import { fileFault } from '../file-fault.ts'
import { CliError } from './cli-error.ts'
import type { RemoteOptions } from './find-controller.ts'
import { askController } from './run-remote.ts'
import type { Terminal } from './terminal.ts'

/** A plan of a file; its problems go to stderr, one a line. @throws CliError with exit code 65 */
export function readPlan(file: string, terminal: Terminal): Plan {
  const parsed = parsePlan(readText(file, terminal), { file, env: terminal.env })
  if (parsed.ok) return parsed.plan
  for (const problem of parsed.problems) terminal.err(`${formatProblem(problem)}\n`)
  throw badPlan(file, parsed.problems)
}

/** The table of a plan as it begins; without a file the one that the controller steers by. */
export async function readTable(
  file: string | undefined,
  options: RemoteOptions,
  terminal: Terminal,
): Promise<RouteTable> {
  if (file !== undefined) return compileTable(readPlan(file, terminal), {}, 1)
  return askController(options, terminal, (client) => client.table())
}

/** What ends a command whose plan is bad, once its problems were told. */
export function badPlan(where: string, problems: readonly unknown[]): CliError {
  const count = problems.length
  const what = `${where}: ${count} ${count === 1 ? 'problem' : 'problems'}`
  return new CliError('ERR_PLAN_INVALID', what, 'mend what stands above', { problems })
}

function readText(file: string, { cwd }: Terminal): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new CliError('ERR_PLAN_UNREADABLE', `${file}: ${fileFault(error)}`, 'name a plan file')
  }
}
