import { compileTable, parsePlan } from '@strangler/migration-plan'
import { startHaproxy, type TestHaproxy } from '../../../haproxy/test/support/haproxy.ts'
import { startUpstream } from '../../../haproxy/test/support/upstream.ts'
import { controllerDatabase, startControllerProcess, type ControllerProcess } from './controller-process.ts'
import { planText, temporaryPlan, type TemporaryPlan } from './temporary-plan.ts'

/** A controller process that steers a real HAProxy between two upstreams, on a real database. */
export interface SteeredEdge {
  readonly haproxy: TestHaproxy
  readonly plan: TemporaryPlan
  readonly controller: ControllerProcess
  readonly databaseUrl: string
  /** The text of the plan, with `more` routes. */
  planWith: (more: string) => string
  close: () => Promise<void>
}

export async function startSteeredEdge(): Promise<SteeredEdge> {
  const [legacy, candidate] = [await startUpstream('old'), await startUpstream('new')]
  const planWith = (more: string): string =>
    planText(more)
      .replace(/old: .*/, `old: { url: '${legacy.url}' }`)
      .replace(/new: .*/, `new: { url: '${candidate.url}' }`)
  const plan = await temporaryPlan(planWith(''))
  const parsed = parsePlan(planWith(''))
  if (!parsed.ok) throw new Error('the plan of the tests is bad')
  const haproxy = await startHaproxy(compileTable(parsed.plan, {}, 0))
  const database = await controllerDatabase()
  const controller = await startControllerProcess({
    DATABASE_URL: database.url,
    PLAN_FILE: plan.file,
    EDGE_DIRECTORY: haproxy.options.directory,
    EDGE_PORT: String(haproxy.options.port),
    STATS_PORT: String(haproxy.options.statsPort),
    CONTROLLER_NAME: 'first',
  })
  return {
    ...{ haproxy, plan, controller, databaseUrl: database.url, planWith },
    async close() {
      await controller.child.stop()
      await haproxy.close()
      await Promise.all([legacy.close(), candidate.close(), plan.remove(), database.close()])
    },
  }
}
