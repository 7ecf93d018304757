import { createAdminApp } from './admin/app.ts'
import { isLoopback, loadConfig } from './config.ts'
import { messageOf } from './errors.ts'
import { isTunnel } from './forwarding/upgrade.ts'
import { createFaultLog } from './fault-log.ts'
import { createHealthLog } from './health-log.ts'
import { startListener } from './listener.ts'
import { createLocalFleet } from './local-fleet.ts'
import { createLog } from './log.ts'
import { createProxy } from './proxy.ts'
import { createSteered } from './steered.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { createTableFile } from './table-file.ts'

const FINISH_WITHIN_MS = 10_000

const config = loadConfig()
const log = createLog(config.LOG_LEVEL)
try {
  await start()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}

async function start(): Promise<void> {
  const proxy = createProxy({
    onFault: createFaultLog(log),
    onHealth: createHealthLog(log),
    pinKey: config.PIN_KEY,
  })
  const file = config.TABLE_FILE === undefined ? null : createTableFile(config.TABLE_FILE)
  try {
    const table = await file?.load()
    if (table) proxy.apply(table)
  } catch (error) {
    log.error('no table from disk; waiting for one', { error: messageOf(error) })
  }
  const fleet = createLocalFleet(proxy)
  const app = createAdminApp({
    proxy: createSteered(fleet, file, log),
    log,
    isLoopback: isLoopback(config.ADMIN_HOST),
  })
  const door = await startListener({
    host: config.HOST,
    port: config.PORT,
    onRequest: proxy.pipeline.request,
    onUpgrade: proxy.pipeline.upgrade,
    isUpgrade: isTunnel,
    onOverload: () => proxy.tally.answered.overloaded++,
  })
  const admin = await startListener({
    host: config.ADMIN_HOST,
    port: config.ADMIN_PORT,
    onRequest: (req, res) => void app(req, res),
    onOverload: () => undefined,
  })
  log.info('listening', {
    host: config.HOST,
    port: door.port,
    adminHost: config.ADMIN_HOST,
    adminPort: admin.port,
    version: proxy.table()?.version ?? null,
  })
  stopOnSignals(async () => {
    log.info('stopping')
    const finished = await door.stop(FINISH_WITHIN_MS)
    await Promise.all([admin.stop(1000), proxy.close()])
    return finished
  })
}
