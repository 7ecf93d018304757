import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { dirname } from 'node:path'
import { loadConfig } from './config.ts'
import { leftToken, removeContext, writeContext } from './context-file.ts'
import { startController } from './control/controller.ts'
import { loadPlan } from './control/load-plan.ts'
import { checkSecretFile, checkSpace } from './doctor/check-files.ts'
import { ControllerError, messageOf } from './errors.ts'
import { EXIT, type ExitCode } from './cli/exit-codes.ts'
import { fileFault } from './file-fault.ts'
import { createApp } from './http/app.ts'
import { holdRequests } from './http/hold-requests.ts'
import { refuseClients } from './http/refuse-clients.ts'
import { createTokens } from './http/tokens.ts'
import { listen } from './listen.ts'
import { createLog } from './log.ts'
import { createPlanes } from './planes/create-planes.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { hooksOf } from './notify/hooks-of.ts'
import { openDatabase } from './store/database.ts'
import { VERSION } from './version.ts'

const config = loadConfig()
const log = createLog(config.LOG_LEVEL, config.SYSLOG_URL)
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error: messageOf(error) }))

const readPlan = (): ReturnType<typeof loadPlan> => loadPlan(config.PLAN_FILE, config.env)
const plan = await readPlan().catch((error: unknown) => {
  // Problems of a plan come with a remedy each.
  const isInvalid = error instanceof ControllerError && error.code === 'ERR_PLAN_INVALID'
  return giveUp(isInvalid ? error.what : messageOf(error), EXIT.planInvalid)
})

const server = createServer({
  requestTimeout: 10_000,
  headersTimeout: 10_000,
  // How often these two are looked after.
  connectionsCheckingInterval: 1000,
})
refuseClients(server)
const letIn = holdRequests(server)
const { port, url, publicUrl } = await listen(server, config.PORT, config.HOST).catch((error: unknown) =>
  giveUp(`HOST, PORT: ${messageOf(error)}; choose another address`, EXIT.fault),
)
const { CONTEXT_FILE: contextFile } = config
// Whoever follows it is let in by the same token after a crash, as if it had not been away.
const left = contextFile === undefined ? null : await leftToken(contextFile, url)
const token = config.OPERATOR_TOKEN ?? left ?? randomBytes(24).toString('base64url')
const context = { url, token }
const planes = await createPlanes(config, log, plan.plan.name).catch((error: unknown) =>
  giveUp(`KUBECONFIG: ${messageOf(error)}; name a file that tells of a cluster`, EXIT.environment),
)
if (contextFile !== undefined)
  await writeContext(contextFile, context).catch((error: unknown) =>
    giveUp(`CONTEXT_FILE: ${fileFault(error)}; name a file that can be written`, EXIT.environment),
  )
const database = openDatabase(config.DATABASE_URL, (error) => log.warn('database connection lost', { error }))
const controller = startController({
  name: config.CONTROLLER_NAME,
  baseUrl: publicUrl,
  database,
  databaseUrl: config.DATABASE_URL,
  planes,
  plan,
  readPlan,
  log,
  inspect: async () => {
    const { EDGE_DIRECTORY: edge } = config
    const folders = [edge ?? [], contextFile === undefined ? [] : dirname(contextFile)].flat()
    const secret = contextFile === undefined ? [] : [await checkSecretFile(contextFile)]
    return [...secret, ...(await checkSpace(folders))]
  },
  notify: { hooks: hooksOf(config), key: config.NOTIFY_KEY },
  prometheusUrl: config.PROMETHEUS_URL,
  accessLog: config.LEGACY_ACCESS_LOG,
  retentionDays: config.COMPARE_RETENTION_DAYS,
})
const tokens = createTokens({ operator: token, viewer: config.VIEWER_TOKEN })
const app = createApp({
  controller,
  tokens,
  log,
  version: VERSION,
  pinKey: config.PIN_KEY,
  certificates: config.EDGE_CERTIFICATES,
})
letIn(app.express)
if (config.OPERATOR_TOKEN === undefined && left === null)
  process.stdout.write(`operator token (generated): ${token}\n`)
log.info('listening', { url, port, host: config.HOST })

process.on('SIGHUP', () => {
  controller.reload().then(
    ({ version }) => log.info('plan read again', { version }),
    (error: unknown) => log.error('plan not taken', { error: messageOf(error) }),
  )
})
stopOnSignals(async () => {
  log.info('stopping')
  const closed = app.close()
  server.close()
  server.closeIdleConnections()
  await Promise.all([controller.close(), closed])
  server.closeAllConnections()
  await database.destroy()
  if (contextFile !== undefined) await removeContext(contextFile, context)
})

/** Tells why the process cannot start, and ends it. */
function giveUp(why: string, exitCode: ExitCode): never {
  process.stderr.write(`${why}\n`)
  process.exit(exitCode)
}
