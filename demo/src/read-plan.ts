import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatProblem, parsePlan, type Plan } from '@strangler/migration-plan'
import { DemoError } from './errors.ts'
import { repository } from './repository.ts'

const FILE = 'migration-plan/plans/mythoughts.yaml'

/** Where the plan of the worked example is. */
export const planFile = join(repository, FILE)

/** The plan of the worked example, with the addresses that `env` names; throws DemoError with every problem. */
export async function readPlan(env: Readonly<Record<string, string>> = {}): Promise<Plan> {
  const parsed = parsePlan(await readFile(planFile, 'utf8'), { file: FILE, env })
  if (parsed.ok) return parsed.plan
  throw new DemoError('ERR_DEMO_PLAN', parsed.problems.map(formatProblem).join('\n'))
}
