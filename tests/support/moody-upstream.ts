import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How an upstream treats the requests of a path. */
export type Mood = 'well' | 'failing' | 'slow' | 'wrong'

export interface MoodyUpstream {
  readonly url: string
  /** Paths that begin so are treated so from now on. */
  feel: (prefix: string, mood: Mood) => void
  /** Takes no more requests, as if it had died. */
  die: () => Promise<void>
  /** Is there again, at the same address. */
  revive: () => Promise<void>
  close: () => Promise<void>
}

/** Where it says that it is well. */
export const HEALTH = '/healthz'

/** Far beyond what a busy machine makes of the usual time. */
const SLOW_MS = 1500
const USUAL_MS = 5

/** Answers JSON that depends on nothing but the path, and on its mood. */
export async function startMoodyUpstream(): Promise<MoodyUpstream> {
  const moods = new Map<string, Mood>()
  // Who checks its health finds nothing wrong: faults of single pages are for others to find.
  const moodOf = (path: string): Mood =>
    path === HEALTH ? 'well' : ([...moods].find(([prefix]) => path.startsWith(prefix))?.[1] ?? 'well')
  const make = (): ReturnType<typeof createServer> =>
    createServer((req, res) => {
      const path = req.url ?? ''
      const mood = moodOf(path)
      const answer = async (): Promise<void> => {
        await pause(mood === 'slow' ? SLOW_MS : USUAL_MS)
        res.statusCode = mood === 'failing' ? 500 : 200
        res.setHeader('Content-Type', 'application/json')
        res.end(JSON.stringify({ path, price: mood === 'wrong' ? 8 : 7 }))
      }
      void answer()
    })
  let server = make()
  const listen = async (port: number): Promise<number> => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    return (server.address() as AddressInfo).port
  }
  const port = await listen(0)
  const die = async (): Promise<void> => {
    if (!server.listening) return
    const closed = once(server, 'close')
    server.close().closeAllConnections()
    await closed
  }
  return {
    url: `http://127.0.0.1:${port}`,
    feel: (prefix, mood) => void moods.set(prefix, mood),
    die,
    async revive() {
      server = make()
      await listen(port)
    },
    close: die,
  }
}
