import { once } from 'node:events'
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

/** An answer on its way to whoever asked. */
export interface PassingAnswer {
  readonly status: number
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
  /** As many bytes of the body are sent before the connection breaks. */
  readonly breaksAfter?: number
  /** How long it waits. */
  readonly delayMs?: number
}

/** Stands before an upstream; `spoil` gives what is answered to a target in place of what the upstream says. */
export async function startFaultPlanter(
  upstream: string,
  spoil: (target: string, answer: PassingAnswer) => PassingAnswer,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const pass = async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    const answer = await ask(upstream, req)
    await send(res, spoil(req.url ?? '', answer))
  }
  const server = createServer((req, res) => void pass(req, res).catch(() => res.destroy()))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close')
      server.close().closeAllConnections()
      await closed
    },
  }
}

async function ask(upstream: string, req: IncomingMessage): Promise<PassingAnswer> {
  const outgoing = request(upstream + (req.url ?? ''), { method: req.method, headers: req.rawHeaders })
  outgoing.end(await buffer(req))
  const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
  const headers = answer.rawHeaders.flatMap((name, at, all): [string, string][] =>
    at % 2 === 0 && !/^(?:transfer-encoding|connection|keep-alive)$/i.test(name)
      ? [[name, all[at + 1] ?? '']]
      : [],
  )
  return { status: answer.statusCode ?? 0, headers, body: await buffer(answer) }
}

async function send(res: ServerResponse, answer: PassingAnswer): Promise<void> {
  const { status, headers, body, breaksAfter, delayMs = 0 } = answer
  if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs))
  const others = headers.filter(([name]) => name.toLowerCase() !== 'content-length')
  res.writeHead(status, [...others.flat(), 'Content-Length', String(body.length)])
  if (breaksAfter === undefined) res.end(body)
  else res.write(body.subarray(0, breaksAfter), () => res.destroy())
}
