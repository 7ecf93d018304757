import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { freePort } from '@strangler/demo'

/** A candidate that is asked in the shadow, and does no good. */
export interface BadCandidate {
  readonly name: string
  readonly port: number
  close(): void
}

const CHUNK = Buffer.alloc(64 * 1024, 'strangler ')

const flooding: RequestListener = (_, res) => {
  const more = (): void => {
    while (!res.destroyed && res.write(CHUNK));
  }
  res.on('drain', more).on('error', () => undefined)
  more()
}

/** One that is down, one that takes requests and says nothing, and one whose answers never end. */
export async function startBadCandidates(): Promise<readonly BadCandidate[]> {
  const serve = async (name: string, listener: RequestListener): Promise<BadCandidate> => {
    const server = createServer(listener)
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const close = (): void => server.close().closeAllConnections()
    return { name, port: (server.address() as AddressInfo).port, close }
  }
  return [
    { name: 'dead', port: await freePort(), close: () => undefined },
    await serve('hanging', () => undefined),
    await serve('flooding', flooding),
  ]
}
