/** So often in a row it may have been in vain, before it is tried but seldom. */
const MOST_IN_VAIN = 20
/** However many requests there are; where there are fewer, each is tried. */
const FIRST_PAUSE_MS = 1000

/** Whether it is worth while to ask somebody, route by route: what it costs, the upstream and this process pay. */
export interface Patience {
  readonly isWorthwhile: (route: string) => boolean
  /** It was tried, and was of use, or in vain. */
  readonly note: (route: string, helped: boolean) => void
}

/** The pause between two tries doubles each time, up to the longest. */
export function createPatience(longestPauseMs = FIRST_PAUSE_MS): Patience {
  const inVain = new Map<string, { times: number; pauseMs: number; triedAt: number }>()
  return {
    isWorthwhile(route) {
      const vain = inVain.get(route)
      if (!vain || vain.times < MOST_IN_VAIN) return true
      const now = performance.now()
      const waited = now - vain.triedAt
      if (waited < vain.pauseMs) return false
      // The first try comes at once: it ends no pause.
      if (waited < Infinity) vain.pauseMs = Math.min(vain.pauseMs * 2, longestPauseMs)
      vain.triedAt = now
      return true
    },
    note(route, helped) {
      if (helped) return void inVain.delete(route)
      const vain = inVain.get(route)
      if (vain) vain.times++
      else inVain.set(route, { times: 1, pauseMs: FIRST_PAUSE_MS, triedAt: -Infinity })
    },
  }
}
