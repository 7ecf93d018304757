import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { RouteTable } from '@strangler/migration-plan'
import type { Express } from 'express'
import { createAdminApp } from './admin/app.ts'
import { messageOf, ProxyError } from './errors.ts'
import { createFaultLog } from './fault-log.ts'
import { hasBody } from './forwarding/request-body.ts'
import { createHealthLog } from './health-log.ts'
import { createLocalFleet } from './fleet/local-fleet.ts'
import type { Log } from './log.ts'
import { createProxy } from './proxy.ts'
import { createSteered } from './steered.ts'
import { createTableFile } from './table-file.ts'

export interface MiddlewareOptions {
  /** Default is the console. */
  readonly log?: Log
  /** What pins are signed with (signPin of the plan). Default: none is honoured. */
  readonly pinKey?: string
  /** What shadows of writes are signed with (signShadow of the plan). Default: no write is shadowed. */
  readonly shadowKey?: string
  /** Addresses and CIDRs of peers whose X-Forwarded-* and the like go on as they came. Default: none. */
  readonly trustedPeers?: readonly string[]
  /** Keeps the last table that came by `admin`. Default: none does. */
  readonly tableFile?: string
}

/** A front of express or connect that serves a route table. */
export interface StranglerMiddleware {
  /** Answers every request; calls `next` with a ProxyError only where the body was read before. */
  (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void): void
  /** For `server.on('upgrade', …)`. */
  readonly upgrade: (req: IncomingMessage, socket: Duplex, head: Buffer) => void
  /** Serves another table from the next request on. Throws ProxyError, and then changes nothing. */
  readonly apply: (table: RouteTable) => void
  /** The admin API, which the controller steers by: let it listen on loopback, or behind a login of yours. */
  readonly admin: Express
  readonly close: () => Promise<void>
}

/**
 * The proxy as a middleware, for who runs a front of their own: `app.use(createStranglerMiddleware(table))`, before
 * any body parser. Without a table it answers 503 until one comes.
 */
export function createStranglerMiddleware(
  table: RouteTable | null,
  { log = console, pinKey, shadowKey, trustedPeers = [], tableFile }: MiddlewareOptions = {},
): StranglerMiddleware {
  const proxy = createProxy({
    onFault: createFaultLog(log),
    onHealth: createHealthLog(log),
    pinKey,
    shadowKey,
    onShadowingFault: (error) => log.error('comparing failed; it begins anew', { error: messageOf(error) }),
    trustedPeers,
  })
  const file = tableFile === undefined ? null : createTableFile(tableFile)
  if (table) proxy.apply(table)
  const middleware = (
    req: IncomingMessage & { readonly originalUrl?: string },
    res: ServerResponse,
    next: (error?: unknown) => void,
  ): void => {
    if (hasBody(req) && req.readableDidRead) return next(bodyRead())
    // Where the middleware is mounted below a path, express cuts that off.
    if (req.originalUrl !== undefined) req.url = req.originalUrl
    proxy.pipeline.request(req, res, false)
  }
  return Object.assign(middleware, {
    upgrade: (req: IncomingMessage, _: Duplex, head: Buffer) => proxy.pipeline.upgrade(req, head),
    apply: proxy.apply,
    admin: createAdminApp({
      proxy: createSteered(createLocalFleet(proxy), file, log),
      log,
      isLoopback: false,
    }),
    close: proxy.close,
  })
}

function bodyRead(): ProxyError {
  return new ProxyError(
    'ERR_PROXY_BODY_READ',
    'request: its body was read before the middleware could forward it',
    'use createStranglerMiddleware before any body parser',
  )
}
