import cluster from 'node:cluster'
import { createAdminApp } from './admin/app.ts'
import { isLoopback, loadConfig } from './config.ts'
import { messageOf } from './errors.ts'
import { serveAlone } from './fleet/alone.ts'
import { serveByWorkers } from './fleet/primary.ts'
import { runWorker } from './fleet/worker.ts'
import { startListener } from './listener.ts'
import { createLog } from './log.ts'
import { createSteered } from './steered.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { createTableFile } from './table-file.ts'

const config = loadConfig()
const log = createLog(config.LOG_LEVEL, config.SYSLOG_URL)
try {
  if (cluster.worker) runWorker(cluster.worker, config, log)
  else await run()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exit(1)
}

async function run(): Promise<void> {
  const file = config.TABLE_FILE === undefined ? null : createTableFile(config.TABLE_FILE)
  const table =
    (await file?.load().catch((error: unknown) => {
      log.error('no table from disk; waiting for one', { error: messageOf(error) })
    })) ?? null
  const { WORKERS: workers } = config
  const fleet =
    workers === 1 ? await serveAlone(config, table, log) : await serveByWorkers(workers, table, log)
  const app = createAdminApp({
    proxy: createSteered(fleet, file, log),
    log,
    isLoopback: isLoopback(config.ADMIN_HOST),
  })
  const admin = await startListener({
    host: config.ADMIN_HOST,
    port: config.ADMIN_PORT,
    onRequest: (req, res) => void app(req, res),
    onOverload: () => undefined,
  })
  const { HOST: host, ADMIN_HOST: adminHost } = config
  log.info('listening', {
    host,
    port: fleet.port,
    adminHost,
    adminPort: admin.port,
    version: fleet.table()?.version ?? null,
  })
  stopOnSignals(async () => {
    log.info('stopping')
    const finished = await fleet.stop()
    await admin.stop(1000)
    return finished
  })
}
