const STOP_WITHIN_MS = 15_000

/** Runs `stop` at the first SIGTERM or SIGINT, and ends the process: 0 when it came to its end, else 1. */
export function stopOnSignals(stop: () => Promise<boolean>): void {
  let stopping = false
  const onSignal = (): void => {
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
    stop().then(
      (clean) => process.exit(clean ? 0 : 1),
      () => process.exit(1),
    )
  }
  process.on('SIGTERM', onSignal)
  process.on('SIGINT', onSignal)
}
