import { Router } from 'express'
import { createLogger, serve } from '@mythoughts/kit'
import { eventually } from '../../../../tests/support/eventually.ts'

/** A service as a process, for tests of its stop: `/slow/` ends when `/finish/` was called on the internal port. */
const logger = createLogger({ service: 'sample' })
let finished = false
const face = Router()
face.get('/slow/', async (_req, res) => {
  logger.info('slow has begun')
  await eventually(() => finished)
  res.send('done')
})
face.get('/reject/', (_req, res) => {
  res.send('ok')
  void Promise.reject(new TypeError('nobody waits for me'))
})
process.on('SIGUSR2', () => {
  finished = true
})

await serve({
  name: 'sample',
  config: { host: '127.0.0.1', port: 0, internalPort: 0, version: 'v1.0', commit: 'x' },
  logger,
  public: face,
  close: () => {
    logger.info('closed')
    return Promise.resolve()
  },
})
