import { moveTable, parseMoves, parseTable, type RouteTable } from '@strangler/migration-plan'
import express, { type Express, type RequestHandler } from 'express'
import { ProxyError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Steered } from '../steered.ts'
import { VERSION } from '../version.ts'
import { handleErrors, unknownPath } from './handle-errors.ts'
import { createComparisonCounts } from '../shadowing/comparison-counts.ts'
import { createOutbox } from '../shadowing/outbox.ts'
import { createMetrics } from './metrics.ts'
import { observationOf } from './observation.ts'

const LARGEST_TABLE = '32mb'

export interface AdminOptions {
  readonly proxy: Steered
  readonly log: Log
  /** Listens on loopback: then nobody may reach it by another name. */
  readonly isLoopback: boolean
}

/** The face for controller and operations: the table in, what is served and counted out. */
export function createAdminApp({ proxy, log, isLoopback }: AdminOptions): Express {
  const app = express()
  app.disable('x-powered-by')
  app.set('etag', false)
  app.use((_req, res, next) => {
    res.set({ 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' })
    next()
  })
  if (isLoopback) app.use(loopbackNamesOnly)
  app
    .route('/table')
    .get((_req, res) => {
      const table = proxy.table()
      if (!table) throw noTable()
      res.json(table)
    })
    .put(express.json({ limit: LARGEST_TABLE }), async (req, res) => {
      const parsed = parseTable(req.body)
      if (!parsed.ok)
        throw new ProxyError(
          'ERR_PROXY_TABLE_INVALID',
          `table: ${parsed.reason}`,
          'send what compileTable makes',
        )
      res.json(await proxy.apply(parsed.table))
    })
    .patch(express.json({ limit: LARGEST_TABLE }), async (req, res) => {
      res.json(await proxy.apply(movedTable(proxy.table(), req.body)))
    })
    .all(onlyFor('GET, PUT, PATCH'))
  addReports(app, proxy)
  app.use(unknownPath)
  app.use(handleErrors(log))
  return app
}

function movedTable(served: RouteTable | null, body: unknown): RouteTable {
  if (!served) throw noTable()
  const moves = parseMoves(body)
  if (!moves)
    throw new ProxyError('ERR_PROXY_REQUEST', 'moves: they are malformed', 'send what movesBetween makes')
  const moved = moveTable(served, moves)
  if (moved.ok) return moved.table
  throw new ProxyError('ERR_PROXY_MOVES', `moves: ${moved.reason}`, 'send the whole table: PUT /table')
}

function addReports(app: Express, proxy: Steered): void {
  const counts = createComparisonCounts()
  const metrics = createMetrics(counts)
  const report = (path: string, handler: RequestHandler): void => {
    app.route(path).get(handler).all(onlyFor('GET'))
  }
  report('/observation', async (_req, res) => {
    res.json(observationOf(proxy.instance, proxy.table(), await proxy.read()))
  })
  const outbox = createOutbox(proxy.instance, async () => {
    const learned = await proxy.learn()
    counts.add(learned)
    return learned
  })
  report('/comparisons', async (req, res) => {
    const isOurs = req.get('X-Strangler-Instance') === proxy.instance
    const after = Number(req.query['after'] ?? 0)
    if (!Number.isSafeInteger(after) || after < 0)
      throw new ProxyError('ERR_PROXY_REQUEST', 'after: is no number of a batch', 'leave it out, or mend it')
    res.json(await outbox.report(isOurs ? after : 0))
  })
  report('/healthz', (_req, res) => {
    res.json({ status: 'ok', version: VERSION })
  })
  report('/readyz', (_req, res) => {
    if (!proxy.table()) throw noTable()
    res.json({ status: 'ready' })
  })
  report('/metrics', async (_req, res) => {
    const [reading, processes] = await Promise.all([proxy.read(), proxy.measure()])
    const text = await metrics.render(reading, proxy.table()?.version ?? null, processes)
    res.set('Content-Type', metrics.contentType).send(text)
  })
}

function onlyFor(allowed: string): RequestHandler {
  return ({ method }, res) => {
    res.set('Allow', allowed)
    throw new ProxyError('ERR_PROXY_METHOD', `request: ${method} is not for this path`, `use ${allowed}`)
  }
}

function noTable(): ProxyError {
  return new ProxyError('ERR_PROXY_NO_TABLE', 'proxy: it has no route table yet', 'PUT one to /table')
}

// SECURITY: there is no login on loopback. A web page that the operator visits must not reach it under a name of its
// own that it lets point here.
const loopbackNamesOnly: RequestHandler = (req, _res, next) => {
  const host = (req.headers.host ?? '').toLowerCase().replace(/:\d*$/, '')
  if (host === 'localhost' || host === '[::1]' || /^127\.[\d.]+$/.test(host)) return next()
  throw new ProxyError('ERR_PROXY_REQUEST', 'request: it is for another host', 'ask for localhost')
}
