import express, { type Express, type RequestHandler, type Router } from 'express'
import { ControllerError } from '../errors.ts'
import type { Controller } from '../control/controller.ts'
import type { Log } from '../log.ts'
import { authenticate } from './authenticate.ts'
import { comparisonOperations } from './comparison-operations.ts'
import { createEventStream } from './event-stream.ts'
import { handleErrors, sendError, unknownPath } from './handle-errors.ts'
import { createMetrics } from './metrics.ts'
import { openapiOf } from './openapi.ts'
import type { Operation } from './operation.ts'
import { operationsOf } from './operations.ts'
import { pinOperations } from './pin-operations.ts'
import { readInput } from './read-input.ts'
import type { Tokens } from './tokens.ts'

export interface AppOptions {
  readonly controller: Controller
  readonly tokens: Tokens
  readonly log: Log
  readonly version: string
  /** Key that pins are signed with. Default: none, so that none is signed. */
  readonly pinKey?: string | undefined
}

export interface App {
  readonly express: Express
  /** Ends the event streams, which would keep the server open. */
  close(): void
}

const LARGEST_BODY_BYTES = 16 * 1024

/** The controller's HTTP face: the API under /api/v1, and what operations needs beside it. */
export function createApp(options: AppOptions): App {
  const { controller, tokens, log, version, pinKey } = options
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  // Express's own query parser makes objects of brackets; ours is flat.
  app.set('query parser', (text: string | null) => Object.fromEntries(new URLSearchParams(text ?? '')))
  app.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  addOwnPages(app, controller)

  const operations = [
    ...operationsOf(controller),
    ...comparisonOperations(() => controller.comparisons),
    ...pinOperations(pinKey, log),
  ]
  const events = createEventStream(controller.events)
  const api = express.Router({ caseSensitive: true, strict: true })
  const document = openapiOf(operations, version)
  api.get('/openapi.json', (_req, res) => {
    res.json(document)
  })
  api.get('/events', (req, res, next) => {
    authenticate(req, tokens, 'viewer')
    return events.handle(req, res, next)
  })
  for (const operation of operations) addOperation(api, operation, tokens)
  for (const path of ['/openapi.json', '/events']) refuseOtherMethods(api, path, ['get'])
  for (const [path, own] of Map.groupBy(operations, expressPath))
    refuseOtherMethods(
      api,
      path,
      own.map(({ method }) => method),
    )
  app.use('/api/v1', api)
  app.use(unknownPath)
  app.use(handleErrors(log))
  return { express: app, close: () => events.close() }
}

function addOwnPages(app: Express, controller: Controller): void {
  const metrics = createMetrics(controller)
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

function addOperation(api: Router, operation: Operation, tokens: Tokens): void {
  // SECURITY: strangers are turned away before their body is read.
  const admit: RequestHandler = (req, res, next) => {
    res.locals['who'] = authenticate(req, tokens, operation.role).who
    next()
  }
  const answer: RequestHandler = async (req, res) => {
    const who = String(res.locals['who'])
    res.json(await operation.handle({ ...readInput(req, operation), who }))
  }
  const readBody = operation.body ? [express.json({ limit: LARGEST_BODY_BYTES })] : []
  api[operation.method](expressPath(operation), admit, ...readBody, answer)
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

function expressPath({ path }: Operation): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
