import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { readDemoConfig, varFolder } from './config.ts'
import { connectController } from './connect-controller.ts'
import { drained, moveAll } from './move.ts'
import { formatReport, isClean, legacyRequests, perRoute, spread } from './report.ts'
import { readPlan } from './read-plan.ts'
import { runSystem, tell } from './run-system.ts'
import type { System } from './system/start-system.ts'
import { addUsers } from './users/add-users.ts'
import { newTally } from './users/tally.ts'
import { startVisitor, type Visitor } from './users/visitor.ts'
import { countWrites } from './users/count-writes.ts'

await runSystem(async (system) => {
  const config = readDemoConfig()
  // Until the report says otherwise, also for a signal.
  process.exitCode = 1
  if (await run(system, config)) process.exitCode = 0
  if (config.stay) tell(`up: ${system.ready.edge} (Ctrl-C stops everything)`)
  else await system.stop()
})

async function run(system: System, config: ReturnType<typeof readDemoConfig>): Promise<boolean> {
  const { stepSeconds } = config
  const controller = await connectController(system.contextFile)
  const plan = await readPlan()
  const accounts = await addUsers(system.internal.users, config.users)
  const tally = newTally()
  const visitors = accounts.map((account) => startVisitor(system.ready.edge, tally, account))
  tell(`${visitors.length} users are clicking`)
  const seconds = await moveAll(plan, controller, {
    stepSeconds,
    tell: (line) => tell(progress(line, tally)),
  })
  const before = await drained(controller)
  await system.stopLegacy()
  tell('the monolith is stopped')
  await pause(stepSeconds * 1000)
  await Promise.all(visitors.map((visitor: Visitor) => visitor.leave()))
  const { routes } = await controller.traffic()
  const writes = await countWrites(system.ready.database, visitors)
  const report = {
    ...tally,
    lostWrites: tally.lostWrites + writes.lost,
    doubledWrites: writes.doubled,
    monolithRequestsAfterDrain: legacyRequests(routes) - before,
    secondsToEffect: spread(seconds),
    perRoute: perRoute(routes),
  }
  await writeFile(join(varFolder(), 'demo-report.json'), `${JSON.stringify(report, null, 2)}\n`)
  tell(formatReport(report))
  return isClean(report)
}

function progress(line: string, { requests, failed }: { requests: number; failed: number }): string {
  return `${line.padEnd(40)} ${requests} requests, ${failed} failed`
}
