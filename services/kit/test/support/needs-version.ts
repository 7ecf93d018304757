import { createLogger, loadConfig, requireVersion } from '@mythoughts/kit'
import { z } from 'zod'

/** A process that only makes the start-up check. */
const config = loadConfig(
  z.object({ DEPENDENCY_URL: z.string(), AT_LEAST: z.string(), WAIT_MS: z.coerce.number() }),
  process.env,
)
const logger = createLogger({ service: 'needs-version' })
await requireVersion('users', config.dependencyUrl, config.atLeast, { waitMs: config.waitMs, logger })
logger.info('started')
