import type { Logger } from './log.ts'

/** SIGTERM or SIGINT: stop, then exit 0; a second signal, or a stop that fails, exits 1. */
export function stopOnSignals(stop: () => Promise<void>, logger: Logger): void {
  let asked = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1)
    asked = true
    logger.info('stopping', { signal })
    stop().then(
      () => {
        logger.info('stopped')
        process.exit(0)
      },
      (error: unknown) => {
        logger.error('the stop failed', { error })
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
