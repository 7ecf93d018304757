import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { repository } from '@strangler/demo'
import { temporaryPlan, type TemporaryPlan } from '../../controller/test/support/temporary-plan.ts'

/** The plan of the worked example, whose routes stay where they are set whatever their candidates answer. */
export async function planWithoutGates(): Promise<TemporaryPlan> {
  const example = await readFile(join(repository, 'migration-plan/plans/mythoughts.yaml'), 'utf8')
  return temporaryPlan(
    example.replace(/^defaults:\n/m, 'defaults:\n  gates: { errors: none, latencyP95: none }\n'),
  )
}
