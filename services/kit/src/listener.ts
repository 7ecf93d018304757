import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { StartError } from './errors.ts'
import { refuseClients } from './refuse-clients.ts'

export interface Address {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
}

/** A listening HTTP server that can stop without breaking what is in flight. */
export interface Listener {
  readonly port: number
  /** Refuses new connections, lets requests finish for at most `withinMs`; false if some had to be cut off. */
  stop(withinMs: number): Promise<boolean>
}

/** Bounds on clients, in milliseconds: headers and whole requests that trickle in are answered 408 and closed. */
const CLIENT_BOUNDS = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1000,
  // Longer than a balancer keeps idle connections, so that it closes them, not we under its next request.
  keepAliveTimeout: 65_000,
}
const SILENT_SOCKET_MS = 120_000

/** Listens on `host:port`; StartError if that cannot be. */
export async function startListener(handler: RequestListener, { host, port }: Address): Promise<Listener> {
  const inFlight = new Set<ServerResponse>()
  const sockets = new Set<Socket>()
  let stopping = false
  const server = createServer(CLIENT_BOUNDS, (req, res) => {
    inFlight.add(res)
    if (stopping) res.shouldKeepAlive = false
    res.once('close', () => {
      inFlight.delete(res)
      if (stopping) setImmediate(() => server.closeIdleConnections())
    })
    handler(req, res)
  })
  server.setTimeout(SILENT_SOCKET_MS)
  refuseClients(server)
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await listen(server, { host, port })
  return {
    port: (server.address() as AddressInfo).port,
    stop: (withinMs) => {
      stopping = true
      for (const res of inFlight) res.shouldKeepAlive = false
      // Node takes a connection that has not sent anything yet for busy, and would wait for it.
      for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy()
      return close(server, withinMs)
    },
  }
}

function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const message = `cannot listen on ${host}:${port}: ${cause.message}; free the port or choose another`
      reject(new StartError(message, { cause }))
    })
    server.listen(port, host, resolve)
  })
}

function close(server: Server, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      resolve(false)
      server.closeAllConnections()
    }, withinMs)
    server.close(() => {
      clearTimeout(cut)
      resolve(true)
    })
  })
}
