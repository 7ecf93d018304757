import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { Pool, type Dispatcher } from 'undici'
import { nodeContestant } from './node-contestant.ts'

/** The least that forwards on Node: what any Node proxy is measured against. It decides nothing and forwards anything. */
export const contestant = nodeContestant({
  name: 'undici',
  about: 'undici dispatch, minimal: no routing, no headers of its own, no timeouts',
  serve(port, upstream) {
    const pool = new Pool(upstream)
    createServer((request, response) => forward(pool, request, response)).listen(port, '127.0.0.1')
  },
})

function forward(pool: Pool, request: IncomingMessage, response: ServerResponse): void {
  const { headers } = request
  delete headers.connection
  const hasBody = headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined
  const handler: Dispatcher.DispatchHandler = {
    onRequestStart: () => undefined,
    onResponseStart(controller, status, answered) {
      response.on('drain', () => controller.resume())
      delete answered.connection
      delete answered['keep-alive']
      response.writeHead(status, answered)
    },
    onResponseData(controller, chunk) {
      if (!response.write(chunk)) controller.pause()
    },
    onResponseEnd: () => void response.end(),
    onResponseError: () => void response.destroy(),
  }
  pool.dispatch(
    {
      path: request.url ?? '/',
      method: request.method as Dispatcher.HttpMethod,
      headers,
      body: hasBody ? request : null,
    },
    handler,
  )
}
