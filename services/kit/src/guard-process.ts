import { StartError } from './errors.ts'
import type { Logger } from './log.ts'

/**
 * Ends the process with 1 after logging, when something was thrown that nobody caught: its state is unknown then, and
 * a supervisor starts a clean one. Returns the undoing.
 */
export function guardProcess(logger: Logger): () => void {
  const die = (error: unknown) => {
    if (error instanceof StartError) logger.critical(error.message, { error: error.cause })
    else logger.critical('uncaught fault; the process ends', { error })
    process.exit(1)
  }
  process.on('uncaughtException', die)
  process.on('unhandledRejection', die)
  return () => {
    process.off('uncaughtException', die)
    process.off('unhandledRejection', die)
  }
}
