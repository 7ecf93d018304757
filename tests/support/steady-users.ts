import { Agent } from 'undici'
import { setTimeout as pause } from 'node:timers/promises'

/** What users of a path met. */
export interface Met {
  requests: number
  /** Answered with 5xx, or not at all. */
  failed: number
}

/** Asks for paths at a steady rate each, until it is closed. */
export interface SteadyUsers {
  readonly met: (path: string) => Readonly<Met>
  close: () => Promise<void>
}

export function startSteadyUsers(base: string, paths: ReadonlyMap<string, number>): SteadyUsers {
  // As many as wait for slow answers at once, or these would hold up all others.
  const agent = new Agent({ connections: 256 })
  const stopped = new AbortController()
  const all = new Map<string, Met>([...paths.keys()].map((path) => [path, { requests: 0, failed: 0 }]))
  const metBy = (path: string): Met => all.get(path) ?? { requests: 0, failed: 0 }

  async function ask(path: string): Promise<void> {
    const met = metBy(path)
    met.requests++
    try {
      const { statusCode, body } = await agent.request({ origin: base, path, method: 'GET' })
      await body.dump()
      if (statusCode >= 500) met.failed++
    } catch {
      met.failed++
    }
  }

  async function use(path: string, perSecond: number): Promise<void> {
    const asking = new Set<Promise<void>>()
    while (!stopped.signal.aborted) {
      const one = ask(path).finally(() => asking.delete(one))
      asking.add(one)
      await pause(1000 / perSecond, undefined, { signal: stopped.signal }).catch(() => undefined)
    }
    await Promise.all(asking)
  }

  const using = Promise.all([...paths].map(([path, perSecond]) => use(path, perSecond)))
  return {
    met: metBy,
    async close() {
      stopped.abort()
      await using
      await agent.destroy()
    },
  }
}
