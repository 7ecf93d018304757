import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { formatProblem, parsePlan } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import { fileFault } from '../file-fault.ts'
import type { LoadedPlan } from './snapshot.ts'

/**
 * Reads the plan file. The digest covers the resolved plan: comments make no other plan.
 * @throws ControllerError ERR_PLAN_UNREADABLE, ERR_PLAN_INVALID with every problem, one a line.
 */
export async function loadPlan(
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<LoadedPlan> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    const what = `plan file ${file}: ${fileFault(error)}`
    throw new ControllerError('ERR_PLAN_UNREADABLE', what, 'see that PLAN_FILE names it')
  })
  const parsed = parsePlan(text, { file: basename(file), env })
  if (parsed.ok) {
    const digest = createHash('sha256').update(JSON.stringify(parsed.plan)).digest('hex')
    return { plan: parsed.plan, digest }
  }
  const problems = parsed.problems.map(formatProblem).join('\n')
  throw new ControllerError('ERR_PLAN_INVALID', problems, 'mend the plan; nothing was changed')
}
