import type { ClientRequest, IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import { createProxyMiddleware } from 'http-proxy-middleware'
import type { Timeouts } from '@strangler/migration-plan'
import type { TlsChecks } from './tls-checks.ts'

/** Told what becomes of an upgrade. */
export interface TunnelEvents {
  /** The upstream took it; the headers of its answer may still be changed. */
  readonly onOpen: (answer: IncomingMessage, upstream: Socket) => void
  /** It answered something else, which is handed back; the headers may still be changed. */
  readonly onAnswer: (answer: IncomingMessage) => void
  /** The connection to the upstream failed, perhaps after the answer. */
  readonly onError: (error: Error) => void
}

/** Sends an upgrade to one address, and joins the two connections. The request's headers are sent as they stand. */
export type Tunnel = (req: IncomingMessage, socket: Socket, head: Buffer, events: TunnelEvents) => void

/** What the error of a connection that did not come about in time is known by. */
export const CONNECT_TIMEOUT = 'ERR_PROXY_CONNECT_TIMEOUT'

/** Upgrades by http-proxy-middleware: this file is all that knows it. */
export function createTunnel(
  origin: string,
  { verify, servername, ca }: TlsChecks,
  { connectMs, responseMs }: Timeouts,
): Tunnel {
  const waiting = new WeakMap<IncomingMessage, TunnelEvents>()
  const middleware = createProxyMiddleware({
    target: origin,
    secure: verify,
    ssl: { servername, ...(ca === undefined ? {} : { ca }) },
    upgradeTimeout: responseMs,
    on: {
      proxyReqWs: (outgoing: ClientRequest, req: IncomingMessage) => {
        boundConnecting(outgoing, connectMs)
        // Ahead of its own listeners, which send the head.
        outgoing.prependOnceListener('upgrade', (answer: IncomingMessage, upstream: Socket) =>
          waiting.get(req)?.onOpen(answer, upstream),
        )
        outgoing.prependOnceListener('response', (answer) => waiting.get(req)?.onAnswer(answer))
      },
      error: (error, req) => waiting.get(req)?.onError(error),
    },
  })
  return (req, socket, head, events) => {
    waiting.set(req, events)
    middleware.upgrade(req, socket, head)
  }
}

function boundConnecting(outgoing: ClientRequest, connectMs: number): void {
  const timer = setTimeout(
    () => outgoing.destroy(Object.assign(new TypeError('connect timeout'), { code: CONNECT_TIMEOUT })),
    connectMs,
  )
  const clear = (): void => clearTimeout(timer)
  outgoing.once('close', clear)
  outgoing.once('socket', (socket) => socket.once('connect', clear))
}
