import type { RequestListener, Server } from 'node:http'

/**
 * Has requests wait that come while a server listens and has no app yet, which would otherwise never be answered; gives
 * how to let them in.
 */
export function holdRequests(server: Server): (app: RequestListener) => void {
  const { promise, resolve } = Promise.withResolvers<RequestListener>()
  server.on('request', (req, res) => void promise.then((app) => app(req, res)))
  return resolve
}
