/** So often in a row it may have been in vain, before it is tried but seldom. */
const PATIENCE = 20
const SELDOM = 10

/** Whether it is worth while to ask somebody, route by route: what it costs, the upstream and this process pay. */
export interface Patience {
  readonly isWorthwhile: (route: string) => boolean
  /** It was tried, and was of use, or in vain. */
  readonly note: (route: string, helped: boolean) => void
}

export function createPatience(): Patience {
  const inVain = new Map<string, number>()
  return {
    isWorthwhile(route) {
      const times = inVain.get(route) ?? 0
      if (times < PATIENCE) return true
      inVain.set(route, times + 1)
      return times % SELDOM === 0
    },
    note: (route, helped) => void inVain.set(route, helped ? 0 : (inVain.get(route) ?? 0) + 1),
  }
}
