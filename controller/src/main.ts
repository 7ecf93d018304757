import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadConfig } from './config.ts'
import { removeContext, writeContext } from './context-file.ts'
import { startController } from './control/controller.ts'
import { loadPlan } from './control/load-plan.ts'
import { ControllerError, messageOf } from './errors.ts'
import { EXIT } from './cli/exit-codes.ts'
import { createApp } from './http/app.ts'
import { refuseClients } from './http/refuse-clients.ts'
import { createTokens } from './http/tokens.ts'
import { createLog } from './log.ts'
import { createPlanes } from './planes/create-planes.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { openDatabase } from './store/database.ts'

const VERSION = '0.1.0'

const config = loadConfig()
const log = createLog(config.LOG_LEVEL)
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error: messageOf(error) }))

const readPlan = (): ReturnType<typeof loadPlan> => loadPlan(config.PLAN_FILE, config.env)
const plan = await readPlan().catch((error: unknown) => {
  process.stderr.write(`${error instanceof ControllerError ? error.what : messageOf(error)}\n`)
  process.exit(EXIT.planInvalid)
})

const server = createServer({
  requestTimeout: 10_000,
  headersTimeout: 10_000,
  // How often these two are looked after.
  connectionsCheckingInterval: 1000,
})
refuseClients(server)
server.listen(config.PORT, config.HOST)
await once(server, 'listening').catch((error: unknown) => {
  process.stderr.write(`PORT: ${messageOf(error)}; choose another one\n`)
  process.exit(EXIT.fault)
})
const { port, address, family } = server.address() as AddressInfo
const url = `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`

const token = config.OPERATOR_TOKEN ?? randomBytes(24).toString('base64url')
const context = { url, token }
const database = openDatabase(config.DATABASE_URL, (error) => log.warn('database connection lost', { error }))
const controller = startController({
  name: config.CONTROLLER_NAME,
  baseUrl: url,
  database,
  databaseUrl: config.DATABASE_URL,
  planes: createPlanes(config, log),
  plan,
  readPlan,
  log,
})
const tokens = createTokens({ operator: token, viewer: config.VIEWER_TOKEN })
const app = createApp({ controller, tokens, log, version: VERSION, pinKey: config.PIN_KEY })
server.on('request', app.express)
if (config.CONTEXT_FILE !== undefined) await writeContext(config.CONTEXT_FILE, context)
if (config.OPERATOR_TOKEN === undefined) process.stdout.write(`operator token (generated): ${token}\n`)
log.info('listening', { url, port, host: config.HOST })

process.on('SIGHUP', () => {
  controller.reload().then(
    ({ version }) => log.info('plan read again', { version }),
    (error: unknown) => log.error('plan not taken', { error: messageOf(error) }),
  )
})
stopOnSignals(async () => {
  log.info('stopping')
  app.close()
  server.close()
  server.closeIdleConnections()
  await controller.close()
  server.closeAllConnections()
  await database.destroy()
  if (config.CONTEXT_FILE !== undefined) await removeContext(config.CONTEXT_FILE, context)
})
