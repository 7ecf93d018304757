/** Whether an address is well: by what it answers when it is asked for its health. */
export interface Health {
  readonly isUp: () => boolean
  readonly stop: () => void
}

/** As the edge checks (haproxy): every 2 s, sooner while it changes; three failures are down, two successes up. */
const EVERY_MS = 2000
const WHILE_CHANGING_MS = 500
const WHILE_DOWN_MS = 1000
const FALL = 3
const RISE = 2

/** Checks by `probe`, which tells whether the address is well and never throws. It counts as up until it fails. */
export function createHealth(probe: () => Promise<boolean>, onChange: (isUp: boolean) => void): Health {
  let isUp = true
  // The first check decides alone: a process that starts must not take long to learn who is dead.
  let against = FALL - 1
  let isStopped = false
  let timer: NodeJS.Timeout | undefined

  const check = async (): Promise<void> => {
    const isWell = await probe()
    against = isWell === isUp ? 0 : against + 1
    if (against >= (isUp ? FALL : RISE)) {
      isUp = !isUp
      against = 0
      onChange(isUp)
    }
    if (isStopped) return
    const pause = against > 0 ? WHILE_CHANGING_MS : isUp ? EVERY_MS : WHILE_DOWN_MS
    timer = setTimeout(() => void check(), pause).unref()
  }
  void check()

  return {
    isUp: () => isUp,
    stop() {
      isStopped = true
      clearTimeout(timer)
    },
  }
}
