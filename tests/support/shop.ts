import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Shop {
  readonly url: string
  close(): Promise<void>
}

const SLOW_MS = 80

/** A small legacy system that answers JSON, and is careless with what it is told: its answers repeat secrets. */
export async function startShop(secret: string): Promise<Shop> {
  const answers: Readonly<Record<string, (req: IncomingMessage, url: URL) => unknown>> = {
    '/shop/items': (req, url) => ({
      items: ['pen', 'ink', 'paper'].map((name, at) => ({ id: at + 1, name })),
      token: secret,
      from: req.url,
      packed: Buffer.from(url.searchParams.get('token') ?? '').toString('base64'),
      who: Buffer.from(/^Basic (.*)$/.exec(req.headers.authorization ?? '')?.[1] ?? '', 'base64').toString(),
    }),
    '/shop/prices': () => [7, 8, 9].map((price, at) => ({ id: at + 1, price })),
    '/shop/report': () => ({ sold: [3, 1, 2] }),
    // So that the answer breaks off within the secret.
    '/shop/export': () => ({ token: secret.repeat(2) }),
  }
  const server = createServer((req, res) => {
    const url = new URL(req.url ?? '/', 'http://shop.example')
    const answer = answers[url.pathname]?.(req, url)
    const send = (): void => void res.end(JSON.stringify(answer ?? null))
    res.setHeader('Content-Type', 'application/json')
    setTimeout(send, /report|prices/.test(url.pathname) ? SLOW_MS : 0)
  })
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
