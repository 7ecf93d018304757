import type { ControlContext } from '../control/context.ts'
import type { LoadedPlan } from '../control/snapshot.ts'
import { ControllerError, messageOf } from '../errors.ts'
import type { Database } from '../store/database.ts'
import { checkDatabase } from './check-database.ts'
import { checkPrometheus } from './check-prometheus.ts'
import { checkPlanes } from './check-planes.ts'
import { checkTraffic } from './check-traffic.ts'
import { fail, ok, warn, type Finding } from './finding.ts'

export interface Examined {
  readonly context: ControlContext
  readonly database: Database
  readonly readPlan: () => Promise<LoadedPlan>
  /** Whom to ask for the metrics of the plan. */
  readonly prometheusUrl: string | undefined
  /** What more there is to look at. */
  readonly inspect: () => Promise<readonly Finding[]>
}

/** Looks at everything that this controller can see. Never throws. */
export async function examine({
  context,
  database,
  readPlan,
  prometheusUrl,
  inspect,
}: Examined): Promise<readonly Finding[]> {
  const version = context.state.peek()?.table.version ?? null
  const all = await Promise.all([
    checkRole(context),
    checkDatabase(database),
    checkPlanes(context.views, version),
    checkPlan(context, readPlan),
    checkPrometheus(prometheusUrl, context.state.peek()),
    inspect(),
  ])
  return [...all.flat(), ...checkTraffic(context.views, context.state.peek())]
}

async function checkRole({ name, tenure, store, recorder }: ControlContext): Promise<readonly Finding[]> {
  const about = 'controller'
  const unrecorded = recorder.unrecorded()
  const pending =
    unrecorded === 0
      ? []
      : [warn(about, `${unrecorded} steps are not recorded yet`, 'bring the database back')]
  if (tenure() === 'leader') return [ok(about, `${name} leads`), ...pending]
  if (tenure() === 'cut-off')
    return [
      fail(about, `${name} has no database: rollback works, set does not`, 'bring PostgreSQL back'),
      ...pending,
    ]
  const leader = await store.leader().catch(() => null)
  if (!leader)
    return [fail(about, `${name} is on standby, and nobody leads`, 'see the log of the controllers')]
  return [ok(about, `${name} is on standby`), await leaderFinding(leader.name, leader.url)]
}

async function leaderFinding(name: string, url: string): Promise<Finding> {
  const about = 'leader'
  try {
    await (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2000) })).body?.cancel()
    return ok(about, `"${name}" answers at ${url}`)
  } catch (error) {
    return warn(
      about,
      `"${name}" cannot be asked at ${url}: ${messageOf(error)}`,
      'see that HOST lets others in',
    )
  }
}

async function checkPlan(
  { state }: ControlContext,
  readPlan: () => Promise<LoadedPlan>,
): Promise<readonly Finding[]> {
  const about = 'plan'
  try {
    const { plan, digest } = await readPlan()
    const served = state.peek()?.digest
    if (served === undefined) return [warn(about, `"${plan.name}" is valid, but not served yet`, 'wait')]
    return served === digest
      ? [ok(about, `"${plan.name}" is valid, and what is served`)]
      : [
          warn(
            about,
            `the file of "${plan.name}" differs from what is served`,
            'take it with strangler plan reload',
          ),
        ]
  } catch (error) {
    const isOurs = error instanceof ControllerError
    const what = isOurs ? error.what : messageOf(error)
    return [fail(about, what, isOurs ? error.remedy : 'see that PLAN_FILE names it')]
  }
}
