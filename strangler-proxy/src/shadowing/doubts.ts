/** So many times in a row asking again may have changed nothing, before it is done but seldom. */
const PATIENCE = 20
const SELDOM = 10

/** Whether it is worth while to ask again where a route's answers differ: what it costs, the upstream pays. */
export interface Doubts {
  readonly isWorthwhile: (route: string) => boolean
  /** It was done, and the difference went, or stayed. */
  readonly note: (route: string, helped: boolean) => void
}

export function createDoubts(): Doubts {
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
