import type { Batch, ShedCause } from '@strangler/comparison'

/** What was chosen to be compared and was not, counted until it is taken. */
export interface Shed {
  readonly count: (route: string, cause: ShedCause) => void
  readonly take: () => Batch['shed']
}

export function createShed(): Shed {
  let counts = new Map<string, Map<ShedCause, number>>()
  return {
    count(route, cause) {
      const causes = counts.get(route) ?? new Map<ShedCause, number>()
      causes.set(cause, (causes.get(cause) ?? 0) + 1)
      counts.set(route, causes)
    },
    take() {
      const taken = [...counts].flatMap(([route, causes]) =>
        [...causes].map(([cause, count]) => ({ route, cause, count })),
      )
      counts = new Map()
      return taken
    },
  }
}
