import { setTimeout as pause } from 'node:timers/promises'
import { z } from 'zod'
import { callService, type ServiceClient } from './call-service.ts'
import { StartError } from './errors.ts'
import type { Logger } from './log.ts'
import { compareVersions } from './version.ts'

const ASK_EVERY_MS = 250
const answer = z.object({ version: z.string(), commit: z.string().optional() })

export interface RequireVersionOptions {
  /** Milliseconds to wait for a dependency that does not answer yet. Default is 30,000. */
  readonly waitMs?: number
  readonly logger: Logger
}

/**
 * Start-up check: the service `name` must run at `atLeast` or newer (`GET /admin/version/` on its internal port).
 * If not, says what is needed and what was found, and the process exits 1.
 */
export async function requireVersion(
  name: string,
  internalUrl: string,
  atLeast: string,
  { waitMs = 30_000, logger }: RequireVersionOptions,
): Promise<void> {
  try {
    const found = await findVersion(name, internalUrl, atLeast, waitMs)
    logger.info(`${name} is at ${found}`, { dependency: name, found, atLeast })
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    logger.critical(error.message, { dependency: name, atLeast })
    process.exit(1)
  }
}

/** The dependency's version if it is new enough; StartError if it is older, or has not answered within `waitMs`. */
export async function findVersion(
  name: string,
  internalUrl: string,
  atLeast: string,
  waitMs: number,
): Promise<string> {
  const service = callService({ baseUrl: internalUrl, name, timeoutMs: 2000, connections: 1 })
  try {
    const found = await askUntil(service, performance.now() + waitMs, { name, atLeast, internalUrl, waitMs })
    const order = compareVersions(found, atLeast)
    if (order === undefined || order < 0) {
      throw new StartError(`needs ${name} at ${atLeast} or newer, found ${found}; deploy ${name} first`)
    }
    return found
  } finally {
    await service.close()
  }
}

interface Need {
  readonly name: string
  readonly atLeast: string
  readonly internalUrl: string
  readonly waitMs: number
}

async function askUntil(service: ServiceClient, deadline: number, need: Need): Promise<string> {
  for (;;) {
    try {
      const found = await service.request({ method: 'GET', path: '/admin/version/' })
      if (found.status === 200) return found.read(answer).version
      throw new StartError(`answered ${found.status}`)
    } catch (error) {
      if (performance.now() > deadline) {
        const why = error instanceof Error ? error.message : String(error)
        const { name, atLeast, internalUrl, waitMs } = need
        throw new StartError(
          `needs ${name} at ${atLeast} or newer, but ${internalUrl} gave no version within ${waitMs} ms (${why}); start ${name} first`,
          { cause: error },
        )
      }
    }
    await pause(ASK_EVERY_MS)
  }
}
