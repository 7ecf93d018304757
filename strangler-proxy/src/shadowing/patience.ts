/** So often in a row it may have been in vain, before it is tried but seldom. */
const MOST_IN_VAIN = 20
/** However many requests there are; where there are few, each is tried. */
const SELDOM_MS = 1000

/** Whether it is worth while to ask somebody, route by route: what it costs, the upstream and this process pay. */
export interface Patience {
  readonly isWorthwhile: (route: string) => boolean
  /** It was tried, and was of use, or in vain. */
  readonly note: (route: string, helped: boolean) => void
}

export function createPatience(): Patience {
  const inVain = new Map<string, { readonly times: number; triedAt: number }>()
  return {
    isWorthwhile(route) {
      const vain = inVain.get(route)
      if (!vain || vain.times < MOST_IN_VAIN) return true
      const now = performance.now()
      if (now - vain.triedAt < SELDOM_MS) return false
      vain.triedAt = now
      return true
    },
    note(route, helped) {
      if (helped) return void inVain.delete(route)
      const { times, triedAt } = inVain.get(route) ?? { times: 0, triedAt: -Infinity }
      inVain.set(route, { times: times + 1, triedAt })
    },
  }
}
