/** Runs something until it ends by itself, or somebody ends it (Ctrl-C): then the signal says so, once. */
export async function untilInterrupted<T>(run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController()
  const abort = (): void => stop.abort()
  // The second time nobody is asked any more.
  process.once('SIGINT', abort).once('SIGTERM', abort)
  try {
    return await run(stop.signal)
  } finally {
    process.off('SIGINT', abort).off('SIGTERM', abort)
  }
}
