import { setTimeout as pause } from 'node:timers/promises'
import { connectController } from '@strangler/demo'

/** A move that somebody asked for. */
export interface Attempt {
  /** Unlike all others: the reason that the audit keeps of it. */
  readonly reason: string
  readonly route: string
  readonly weight: number
  /** Version that it was answered with; null for one that was refused, or not answered. */
  readonly version: number | null
  /** Why it was refused. */
  readonly error: string | null
}

const AGAIN_AFTER_MS = 50

/** Asks one controller after the other until one of them moves, as an operator with two addresses does. */
export function createMover(contextFiles: readonly string[]): {
  readonly attempts: readonly Attempt[]
  /** Resolves once a move was answered with success. @throws Error when none is within 30 s */
  readonly move: (route: string, weight: number) => Promise<void>
} {
  const attempts: Attempt[] = []
  let asked = 0

  async function attempt(route: string, weight: number): Promise<Attempt> {
    const reason = `storm ${attempts.length}`
    const contextFile = contextFiles[asked % contextFiles.length] ?? ''
    const made = { reason, route, weight }
    try {
      const controller = await connectController(contextFile)
      const { version } = await controller.set(route, weight, reason)
      return { ...made, version, error: null }
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ERR_ROUTE_HELD') await release(contextFile, route)
      else asked += 1
      return { ...made, version: null, error: code }
    }
  }

  return {
    attempts,
    async move(route, weight) {
      const tried = attempts.length
      for (const until = performance.now() + 30_000; performance.now() < until; await pause(AGAIN_AFTER_MS)) {
        const made = await attempt(route, weight)
        attempts.push(made)
        if (made.version !== null) return
      }
      const why = attempts.slice(tried).map(({ error }) => error)
      throw new Error(`${route} could not be moved to ${weight}: ${why.join(', ')}`)
    },
  }
}

async function release(contextFile: string, route: string): Promise<void> {
  const controller = await connectController(contextFile)
  await controller.restrain(route, 'release', 'the storm goes on').catch(() => undefined)
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error)
}
