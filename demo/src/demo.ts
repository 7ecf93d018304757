import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readDemoConfig, varFolder, type DemoConfig } from './config.ts'
import { connectController } from './connect-controller.ts'
import { demoPlan } from './demo-plan.ts'
import { startFaultyService } from './faulty-service.ts'
import { drained, retireAll, watchMove } from './move.ts'
import { plantedFault, withoutPlanted, type FaultTimes } from './planted-fault.ts'
import { formatReport, isClean, legacyRequests, perRoute } from './report.ts'
import { planFile } from './read-plan.ts'
import { runSystem, tell } from './run-system.ts'
import type { System } from './system/start-system.ts'
import { addUsers } from './users/add-users.ts'
import { newTally, type Tally } from './users/tally.ts'
import { startVisitor, type Visitor } from './users/visitor.ts'
import { countWrites } from './users/count-writes.ts'

/** The route whose candidate gets a fault on the way. */
const FAULTY_ROUTE = 'search'
const demoPlanFile = join(varFolder(), 'run/demo-plan.yaml')
const config = readDemoConfig()

// Nothing moves before somebody clicks.
await mkdir(dirname(demoPlanFile), { recursive: true })
await copyFile(planFile, demoPlanFile)

await runSystem(
  async (system) => {
    // Until the report says otherwise, also for a signal.
    process.exitCode = 1
    if (await run(system, config)) process.exitCode = 0
    if (config.stay) tell(`up: ${system.ready.edge} (Ctrl-C stops everything)`)
    else await system.stop()
  },
  { PLAN_FILE: demoPlanFile },
)

async function run(system: System, { stepSeconds, users }: DemoConfig): Promise<boolean> {
  const controller = await connectController(system.contextFile)
  const service = await startFaultyService(system.ready.services.frontend)
  const accounts = await addUsers(system.internal.users, users)
  const tally = newTally()
  const visitors = accounts.map((account) => startVisitor(system.ready.edge, tally, account))
  tell(`${visitors.length} users are clicking`)
  await writeFile(demoPlanFile, await demoPlan(stepSeconds, { route: FAULTY_ROUTE, url: service.url }))
  await controller.reloadPlan()
  tell(`the controller moves every route of ${demoPlanFile} by itself, as far as the gates let it`)
  const { fault, steps } = await watchMove(controller, {
    route: FAULTY_ROUTE,
    service,
    tell: (line, planted) => tell(`${line}  [${metSoFar(tally, planted)}]`),
  })
  await retireAll(controller)
  const before = await drained(controller)
  await system.stopLegacy()
  tell('every route is retired, and the monolith is stopped')
  await pause(stepSeconds * 1000)
  await Promise.all(visitors.map((visitor: Visitor) => visitor.leave()))
  await service.close()
  const { routes } = await controller.traffic()
  const writes = await countWrites(system.ready.database, visitors)
  const report = {
    ...withoutPlanted(tally, fault),
    lostWrites: tally.lostWrites + writes.lost,
    doubledWrites: writes.doubled,
    monolithRequestsAfterDrain: legacyRequests(routes) - before,
    plantedFault: plantedFault(tally, fault),
    steps: steps.length,
    perRoute: perRoute(routes),
  }
  await writeFile(join(varFolder(), 'demo-report.json'), `${JSON.stringify(report, null, 2)}\n`)
  tell(formatReport(report))
  return isClean(report)
}

/** What users met, and what of it was meant. */
function metSoFar(tally: Tally, planted: FaultTimes): string {
  const { failed } = withoutPlanted(tally, planted)
  const meant = tally.failed - failed
  return `${tally.requests} requests, ${failed} failed${meant > 0 ? `, ${meant} more by the planted fault` : ''}`
}
