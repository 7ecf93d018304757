import express, { type Express, type Router } from 'express'
import { ControllerError, messageOf } from '../errors.ts'
import type { Controller } from '../control/controller.ts'
import type { Log } from '../log.ts'
import { callOperations } from './call-operations.ts'
import { comparisonOperations } from './comparison-operations.ts'
import { consolePages } from './console-pages.ts'
import { createDoorkeeper } from './doorkeeper.ts'
import { doctorOperations } from './doctor-operations.ts'
import { drainedOperations } from './drained-operations.ts'
import { edgeOperation } from './edge-operation.ts'
import { createEventStream } from './event-stream.ts'
import { handleErrors, sendError, unknownPath } from './handle-errors.ts'
import { createKeptAnswers } from './kept-answers.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { openapiOf } from './openapi.ts'
import type { Operation } from './operation.ts'
import { operationsOf } from './operations.ts'
import { pinOperations } from './pin-operations.ts'
import { RATE_LIMITS, type RateLimits } from './rate-limits.ts'
import { createRefusedCallLog, type RefusedCallLog } from './refused-call-log.ts'
import { expressPath, serveOperation, type Serving } from './serve-operation.ts'
import type { Tokens } from './tokens.ts'
import { whoamiOperation } from './whoami-operation.ts'

export interface AppOptions {
  readonly controller: Controller
  readonly tokens: Tokens
  readonly log: Log
  readonly version: string
  /** Key that pins are signed with. Default: none, so that none is signed. */
  readonly pinKey?: string | undefined
  /** Folder of the edge's certificates, whose expiry the metrics tell. Default: none. */
  readonly certificates?: string | undefined
  /** Default: RATE_LIMITS. */
  readonly limits?: RateLimits
}

export interface App {
  readonly express: Express
  /** Ends the event streams, which would keep the server open, and writes down whom it refused. */
  close(): Promise<void>
}

/** The controller's HTTP face: the API under /api/v1, and what operations needs beside it. */
export function createApp(options: AppOptions): App {
  const { controller, log, version, pinKey } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  // Express's own query parser makes objects of brackets; ours is flat.
  app.set('query parser', (text: string | null) => Object.fromEntries(new URLSearchParams(text ?? '')))
  app.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })

  const refusedCalls = createRefusedCallLog(controller.calls, log)
  addOwnPages(app, controller, createMetrics(controller, refusedCalls.totals, options.certificates))
  const serving = servingOf(options, refusedCalls)
  const operations = [
    ...operationsOf(controller),
    ...comparisonOperations(() => controller.comparisons),
    ...callOperations(refusedCalls.latest),
    ...drainedOperations(controller),
    ...doctorOperations(controller, version),
    ...pinOperations(pinKey, log),
    edgeOperation(controller),
    whoamiOperation,
  ]
  const events = createEventStream(controller.events)
  const api = express.Router({ caseSensitive: true, strict: true })
  const document = openapiOf(operations, version)
  api.get('/openapi.json', (_req, res) => {
    res.json(document)
  })
  api.get('/events', async (req, res, next) => {
    await serving.doorkeeper.admit(req, res, { operation: 'GET /events', role: 'viewer' })
    return events.handle(req, res, next)
  })
  for (const operation of operations) serveOperation(api, operation, serving)
  for (const path of ['/openapi.json', '/events']) refuseOtherMethods(api, path, ['get'])
  for (const [path, own] of Map.groupBy(operations, expressPath)) {
    const methods = own.map(({ method }) => method)
    refuseOtherMethods(api, path, methods)
  }
  app.use('/api/v1', api)
  app.use(consolePages(), unknownPath, handleErrors(log))
  return {
    express: app,
    close() {
      events.close()
      return refusedCalls.close()
    },
  }
}

function servingOf(
  { controller, tokens, log, limits = RATE_LIMITS }: AppOptions,
  refusedCalls: RefusedCallLog,
): Serving {
  return {
    doorkeeper: createDoorkeeper(tokens, limits, refusedCalls),
    kept: createKeptAnswers({
      store: controller.calls,
      hasDatabase: () => controller.role() !== 'cut-off',
      onUnkept: (error) => log.warn('an answer was not kept', { error: messageOf(error) }),
    }),
  }
}

function addOwnPages(app: Express, controller: Controller, metrics: Metrics): void {
  app.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  app.get('/readyz', (_req, res) => {
    if (controller.knows()) res.json({ status: 'ready', role: controller.role() })
    else sendError(res, notReady())
  })
  app.get('/metrics', async (_req, res) => {
    res.set('Content-Type', metrics.contentType).send(await metrics.render())
  })
  for (const path of ['/healthz', '/readyz', '/metrics']) refuseOtherMethods(app, path, ['get'])
}

function notReady(): ControllerError {
  const what = 'controller: where the routes stand is not known yet'
  return new ControllerError(
    'ERR_CONTROLLER_STARTING',
    what,
    'see that the database is reachable and migrated',
  )
}

/** 405 for what no handler of the path took. */
function refuseOtherMethods(router: Router, path: string, methods: readonly Operation['method'][]): void {
  // Express answers HEAD with the handler of GET.
  const allow = methods
    .flatMap((method) => (method === 'get' ? ['get', 'head'] : [method]))
    .join(', ')
    .toUpperCase()
  router.all(path, (req, res) => {
    res.set('Allow', allow)
    const what = `request: ${req.method} is not for this path`
    throw new ControllerError('ERR_REQUEST_METHOD', what, `use ${allow}`)
  })
}
