import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { formatProblem, parsePlan, type Plan } from '@strangler/migration-plan'
import { messageOf } from '../errors.ts'
import { CliError } from './cli-error.ts'
import { EXIT } from './exit-codes.ts'
import type { Terminal } from './terminal.ts'

/** A plan of a file; its problems go to stderr, one a line. @throws CliError with exit code 65 */
export function readPlan(file: string, terminal: Terminal): Plan {
  const parsed = parsePlan(readText(file, terminal), { file, env: terminal.env })
  if (parsed.ok) return parsed.plan
  for (const problem of parsed.problems) terminal.err(`${formatProblem(problem)}\n`)
  const count = parsed.problems.length
  const what = `${file}: ${count} ${count === 1 ? 'problem' : 'problems'}`
  throw new CliError(EXIT.planInvalid, 'ERR_PLAN_INVALID', what, 'mend what stands above', {
    problems: parsed.problems,
  })
}

function readText(file: string, { cwd }: Terminal): string {
  try {
    return readFileSync(resolve(cwd, file), 'utf8')
  } catch (error) {
    throw new CliError(
      EXIT.planInvalid,
      'ERR_PLAN_UNREADABLE',
      messageOf(error),
      'see that the file is there',
    )
  }
}
