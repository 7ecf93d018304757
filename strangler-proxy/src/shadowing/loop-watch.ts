/** So long at a time. */
const WINDOW_MS = 500
/** What is left of it is no pause. */
const BUSY = 0.97

/** Whether this thread had hardly a pause of late, and so is short of time for users. */
export function createLoopWatch(): () => boolean {
  let last = performance.eventLoopUtilization()
  let began = performance.now()
  let isBusy = false
  return () => {
    if (performance.now() - began < WINDOW_MS) return isBusy
    const next = performance.eventLoopUtilization()
    isBusy = performance.eventLoopUtilization(next, last).utilization > BUSY
    last = next
    began = performance.now()
    return isBusy
  }
}
