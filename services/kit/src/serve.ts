import express, { Router, type RequestHandler } from 'express'
import { bufferMarked } from './dry-run/buffer-marked.ts'
import { dryRunGate } from './dry-run/gate.ts'
import { guardProcess } from './guard-process.ts'
import { createAnswerError, type RenderError } from './handle-errors.ts'
import { healthRoutes } from './health-routes.ts'
import { startListener } from './listener.ts'
import type { Logger } from './log.ts'
import { watchKeyExpiry } from './key-expiry.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { observeRequests } from './observe-requests.ts'
import { stopOnSignals } from './stop-on-signals.ts'

const STOP_WITHIN_MS = 10_000

export interface ServeOptions {
  readonly name: string
  /** Listening addresses (port 0: any free one) and what `/admin/version/` tells. */
  readonly config: ServeConfig
  readonly logger: Logger
  /** Everything of the public port but health and metrics: a Router, or one handler. */
  readonly public: RequestHandler
  /** Everything of the internal port but health, metrics and `/admin/version/`. */
  readonly internal?: RequestHandler
  /** Rejects while the service cannot serve. Default: always ready. */
  readonly ready?: () => Promise<void>
  /** Called once when the last request is done: close pools and clients here. */
  readonly close?: () => Promise<void>
  /** How the public port shows errors, 404 among them. Default is JSON. */
  readonly renderError?: RenderError
  /** Peers that may name the client (`req.ip`) by X-Forwarded-For. Default: nobody. */
  readonly trustProxy?: readonly string[]
  /** A JWKS; the metrics tell when its keys expire, of those that say so (`exp`). */
  readonly tokenKeysFile?: string
  /** Signals and uncaught faults are handled, and the process exits at the end. Default is true; false in tests. */
  readonly ownsProcess?: boolean
}

export interface ServeConfig {
  readonly host: string
  readonly port: number
  readonly internalPort: number
  readonly version: string
  readonly commit: string
  /** What marks of dry runs are signed with. Without it, they are refused. */
  readonly shadowKey?: string | undefined
}

export interface Service {
  readonly port: number
  readonly internalPort: number
  /** Refuses new work, finishes what is in flight (10 s at most), then closes. Idempotent. */
  stop(): Promise<void>
}

/** Runs a service: a public and an internal port with request ids, logs, metrics, health, errors and a graceful stop. */
export async function serve(options: ServeOptions): Promise<Service> {
  const { name, config, logger, ownsProcess = true } = options
  const release = ownsProcess ? guardProcess(logger) : () => undefined
  const metrics = createMetrics(name)
  if (options.tokenKeysFile !== undefined) watchKeyExpiry(options.tokenKeysFile, metrics.registry)
  let stopped: Promise<void> | undefined
  const health = healthRoutes({
    isStopping: () => stopped !== undefined,
    ready: options.ready ?? (() => Promise.resolve()),
    metrics,
    logger,
  })
  const app = (face: RequestHandler, renderError?: RenderError) =>
    bufferMarked(createApp(options, { metrics, health, face, renderError }))
  const { host } = config
  const open = await startListener(app(options.public, options.renderError), { host, port: config.port })
  const inner = await startListener(app(internalRoutes(options)), { host, port: config.internalPort }).catch(
    async (error: unknown) => {
      await open.stop(0)
      throw error
    },
  )
  const stop = async () => {
    const all = await Promise.all([open.stop(STOP_WITHIN_MS), inner.stop(STOP_WITHIN_MS)])
    if (all.includes(false)) logger.warning(`cut off requests that were not done after ${STOP_WITHIN_MS} ms`)
    await options.close?.()
    release()
  }
  const service = { port: open.port, internalPort: inner.port, stop: () => (stopped ??= stop()) }
  if (ownsProcess) stopOnSignals(() => service.stop(), logger)
  const ports = { host, port: open.port, internalPort: inner.port }
  logger.info('listening', { ...ports, version: config.version, commit: config.commit })
  return service
}

interface Face {
  readonly metrics: Metrics
  readonly health: Router
  readonly face: RequestHandler
  readonly renderError: RenderError | undefined
}

function createApp(options: ServeOptions, { metrics, health, face, renderError }: Face): express.Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.enable('case sensitive routing')
  app.enable('strict routing')
  app.set('trust proxy', options.trustProxy ?? [])
  app.use((_req, res, next) => {
    res.setHeader('X-Content-Type-Options', 'nosniff')
    next()
  })
  const { enter, refuse } = dryRunGate(options.config.shadowKey)
  const routes = Router().use(
    health,
    enter,
    observeRequests({ logger: options.logger, metrics }),
    refuse,
    face,
  )
  const answerError = createAnswerError(options.logger, renderError)
  app.use((req, res) => {
    routes(req, res, (thrown?: unknown) => {
      answerError(thrown, req, res)
    })
  })
  return app
}

function internalRoutes({ config, internal }: ServeOptions): Router {
  const router = Router({ strict: true, caseSensitive: true })
  router.get('/admin/version/', (_req, res) => {
    res.json({ commit: config.commit, version: config.version })
  })
  if (internal) router.use(internal)
  return router
}
