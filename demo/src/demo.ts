import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { formatProblem, parsePlan, type Plan } from '@strangler/migration-plan'
import { readDemoConfig, readSystemConfig } from './config.ts'
import { connectController } from './controller-client.ts'
import { DemoError } from './errors.ts'
import { drained, legacyRequests, moveAll } from './move.ts'
import { formatReport, isClean, perRoute, spread } from './report.ts'
import { repository } from './repository.ts'
import { startSystem, type System } from './system/start-system.ts'
import { newTally } from './users/tally.ts'
import { startVisitor, type Visitor } from './users/visitor.ts'
import { countWrites } from './users/count-writes.ts'

const tell = (line: string): void => void process.stdout.write(`${line}\n`)
// Children die with this process, so a signal needs no order.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(130))

try {
  const config = readDemoConfig()
  const system = await startSystem(readSystemConfig(), tell)
  tell(`ready ${JSON.stringify(system.ready)}`)
  const clean = await run(system, config)
  process.exitCode = clean ? 0 : 1
  if (config.stay) tell(`up: ${system.ready.edge} (Ctrl-C stops everything)`)
  else await system.stop()
} catch (error) {
  process.stderr.write(`${error instanceof DemoError ? error.message : String(error)}\n`)
  process.exit(error instanceof DemoError && error.code === 'ERR_DEMO_CONFIG' ? 2 : 1)
}

async function run(system: System, config: ReturnType<typeof readDemoConfig>): Promise<boolean> {
  const { stepSeconds } = config
  const controller = await connectController(system.contextFile)
  const plan = await readPlan()
  const accounts = await addUsers(system, config.users)
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
  const after = await legacyRequests(controller)
  const writes = await countWrites(system.ready.database, visitors)
  const report = {
    ...tally,
    lostWrites: tally.lostWrites + writes.lost,
    doubledWrites: writes.doubled,
    monolithRequestsAfterDrain: after - before,
    secondsToEffect: spread(seconds),
    perRoute: perRoute(await controller.traffic()),
  }
  await writeFile(join(repository, 'var/demo-report.json'), `${JSON.stringify(report, null, 2)}\n`)
  tell(formatReport(report))
  return isClean(report)
}

function progress(line: string, { requests, failed }: { requests: number; failed: number }): string {
  return `${line.padEnd(40)} ${requests} requests, ${failed} failed`
}

async function readPlan(): Promise<Plan> {
  const file = 'migration-plan/plans/mythoughts.yaml'
  const parsed = parsePlan(await readFile(join(repository, file), 'utf8'), { file, env: {} })
  if (parsed.ok) return parsed.plan
  throw new DemoError('ERR_DEMO_PLAN', parsed.problems.map(formatProblem).join('\n'))
}

/** Adds users with names of their own, so that a database may be used again. */
async function addUsers(system: System, count: number): Promise<{ name: string; password: string }[]> {
  const run = randomBytes(3).toString('hex')
  const accounts = Array.from({ length: count }, (_, index) => ({
    name: `visitor-${run}-${index + 1}`,
    password: randomBytes(9).toString('base64url'),
  }))
  for (const { name: username, password } of accounts) {
    const response = await fetch(`${system.usersInternal}/admin/users/`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username, password }),
    })
    if (response.status !== 201)
      throw new DemoError('ERR_DEMO_CONTROLLER', `users: could not add ${username}: ${await response.text()}`)
  }
  return accounts
}
