import { Router } from 'express'
import type { Logger } from './log.ts'
import type { Metrics } from './metrics.ts'

const READY_WITHIN_MS = 2000

export interface Health {
  readonly isStopping: () => boolean
  readonly ready: () => Promise<void>
  readonly metrics: Metrics
  readonly logger: Logger
}

/** `/healthz`: the process runs. `/readyz`: it can serve (503 with no reason given: the log has it). `/metrics`. */
export function healthRoutes({ isStopping, ready, metrics, logger }: Health): Router {
  const router = Router({ strict: true, caseSensitive: true })
  let wasReady = true
  router.get('/healthz', (_req, res) => {
    res.json({ status: 'ok' })
  })
  router.get('/readyz', async (_req, res) => {
    if (isStopping()) return void res.status(503).json({ status: 'stopping' })
    const fault = await faultOf(ready)
    if (fault !== undefined && wasReady) logger.warning('not ready', { error: fault })
    if (fault === undefined && !wasReady) logger.info('ready again')
    wasReady = fault === undefined
    res.status(wasReady ? 200 : 503).json({ status: wasReady ? 'ready' : 'not ready' })
  })
  router.get('/metrics', async (_req, res) => {
    res.set('Content-Type', metrics.contentType).send(await metrics.text())
  })
  return router
}

async function faultOf(ready: () => Promise<void>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(resolve, READY_WITHIN_MS, `no answer within ${READY_WITHIN_MS} ms`)
  })
  try {
    return await Promise.race([ready(), late])
  } catch (error) {
    return error ?? 'unknown'
  } finally {
    clearTimeout(timer)
  }
}
