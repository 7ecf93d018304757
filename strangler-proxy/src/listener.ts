import { createServer, type IncomingMessage, type ServerResponse, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { ProxyError } from './errors.ts'
import { WRITTEN_AHEAD_BYTES } from './forwarding/connector.ts'

export interface ListenOptions {
  readonly host: string
  /** 0: any free port. */
  readonly port: number
  readonly onRequest: (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean) => void
  /** Takes the upgrades that `isUpgrade` picks; all others come as plain requests. */
  readonly onUpgrade?: (req: IncomingMessage, head: Buffer) => void
  readonly isUpgrade?: (req: IncomingMessage) => boolean
  /** A connection had to be refused, because there are as many as may be. */
  readonly onOverload: () => void
}

/** A listening HTTP server that can stop without breaking what is in flight. */
export interface Listener {
  readonly port: number
  /** Refuses new connections, lets requests finish for at most `withinMs`; false if some had to be cut off. */
  stop(withinMs: number): Promise<boolean>
}

interface Connection {
  readonly socket: Socket
  /** The last answer on it. */
  res: ServerResponse | null
}

/** Bounds on clients: what trickles in, or is too large, is answered and closed. */
const CLIENT_BOUNDS = {
  headersTimeout: 10_000,
  // A large body takes its time: what counts is silence.
  requestTimeout: 0,
  connectionsCheckingInterval: 1000,
  // Longer than a balancer keeps idle connections, so that it closes them, not we under its next request.
  keepAliveTimeout: 65_000,
  maxHeaderSize: 16 * 1024,
  highWaterMark: WRITTEN_AHEAD_BYTES,
  // The table refuses them, as the edge does, with or without a Host.
  requireHostHeader: false,
}
const SILENT_CLIENT_MS = 60_000
const MOST_CONNECTIONS = 10_000

/** Listens on `host:port`; throws ProxyError ERR_PROXY_LISTEN if that cannot be. */
export async function startListener(options: ListenOptions): Promise<Listener> {
  const open = new Map<Duplex, Connection>()
  let stopping = false
  const { isUpgrade = () => false, onUpgrade = () => undefined } = options
  const server = createServer({
    ...CLIENT_BOUNDS,
    // Not while an answer to an earlier request is under way: the tunnel would break into it.
    shouldUpgradeCallback: (req) => !open.get(req.socket)?.res && isUpgrade(req),
  })
  const onRequest = (req: IncomingMessage, res: ServerResponse, expectsContinue: boolean): void => {
    const connection = open.get(req.socket)
    // RFC 9112 §9.6: who said that the connection closes must not serve what follows on it.
    if (connection?.res?.shouldKeepAlive === false) return
    if (connection) connection.res = res
    if (stopping) closeAfter(res, server)
    options.onRequest(req, res, expectsContinue)
  }
  server.on('request', (req, res) => onRequest(req, res, false))
  server.on('checkContinue', (req, res) => onRequest(req, res, true))
  server.on('upgrade', (req, _, head) => onUpgrade(req, head))
  server.on('connect', (_, socket) => sayAndClose(socket, '400 Bad Request'))
  server.on('clientError', (error, socket) => {
    if (underWay(open.get(socket))?.headersSent === true || !socket.writable) socket.destroy()
    else sayAndClose(socket, statusOf(error))
  })
  server.on('connection', (socket) => {
    open.set(socket, { socket, res: null })
    socket.once('close', () => open.delete(socket))
  })
  server.on('drop', options.onOverload)
  server.maxConnections = MOST_CONNECTIONS
  // Node would drop the headers beyond a number, and we would forward what is left.
  server.maxHeadersCount = 0
  server.setTimeout(SILENT_CLIENT_MS, (socket: Socket) => {
    if (!isWaitedFor(underWay(open.get(socket)))) socket.destroy()
  })
  await listen(server, options)
  return {
    port: (server.address() as AddressInfo).port,
    stop(withinMs) {
      stopping = true
      for (const connection of open.values()) {
        const res = underWay(connection)
        if (res) closeAfter(res, server)
        // Node takes a connection that has not sent anything yet for busy, and would wait for it.
        else if (connection.socket.bytesRead === 0) connection.socket.destroy()
      }
      return close(server, open, withinMs)
    },
  }
}

/** The answer that is on its way on a connection. */
function underWay(connection: Connection | undefined): ServerResponse | null {
  const res = connection?.res ?? null
  return res?.closed === false ? res : null
}

function closeAfter(res: ServerResponse, server: Server): void {
  res.shouldKeepAlive = false
  res.once('close', () => setImmediate(() => server.closeIdleConnections()))
}

/** Whether silence is the upstream's, not the client's: all was sent that could be, and all was taken. */
function isWaitedFor(res: ServerResponse | null): boolean {
  return res?.writableLength === 0 && (res.req.complete || res.req.readableFlowing !== true)
}

function statusOf(error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }): string {
  if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') return '408 Request Timeout'
  if (error.code !== 'HPE_HEADER_OVERFLOW') return '400 Bad Request'
  const lineEnd = error.rawPacket?.indexOf('\n') ?? 0
  const isLine = lineEnd === -1 || lineEnd > CLIENT_BOUNDS.maxHeaderSize
  return isLine ? '414 URI Too Long' : '431 Request Header Fields Too Large'
}

function sayAndClose(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`)
}

function listen(server: Server, { host, port }: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const what = `cannot listen on ${host}:${port}: ${cause.message}`
      reject(new ProxyError('ERR_PROXY_LISTEN', what, 'free the port or choose another', { cause }))
    })
    server.listen(port, host, resolve)
  })
}

function close(server: Server, open: ReadonlyMap<Duplex, Connection>, withinMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const cut = setTimeout(() => {
      resolve(false)
      for (const { socket } of open.values()) socket.destroy()
    }, withinMs)
    server.close(() => {
      clearTimeout(cut)
      resolve(true)
    })
  })
}
