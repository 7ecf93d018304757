import type { Against, ShedCause } from '@strangler/comparison'
import type { Learned } from './shadowing.ts'

export interface Compared {
  readonly route: string
  readonly against: Against
  readonly outcome: 'equal' | 'different'
}

export interface Left {
  readonly route: string
  readonly cause: ShedCause
}

type Counted<T> = T & { readonly count: number }

/** What was compared, and what was left out, since the process began. */
export interface ComparisonCounts {
  readonly add: (learned: readonly Learned[]) => void
  readonly compared: () => readonly Counted<Compared>[]
  readonly left: () => readonly Counted<Left>[]
}

export function createComparisonCounts(): ComparisonCounts {
  const compared = new Map<string, Counted<Compared>>()
  const left = new Map<string, Counted<Left>>()
  return {
    add(learned) {
      for (const { findings, shed } of learned) {
        for (const { route, against, outcomes } of findings)
          for (const { signatures, count } of outcomes)
            addTo(
              compared,
              { route, against, outcome: signatures.length === 0 ? 'equal' : 'different' },
              count,
            )
        for (const { route, cause, count } of shed) addTo(left, { route, cause }, count)
      }
    },
    compared: () => [...compared.values()],
    left: () => [...left.values()],
  }
}

function addTo<T extends object>(sums: Map<string, Counted<T>>, labels: T, count: number): void {
  const key = Object.values(labels).join(' ')
  sums.set(key, { ...labels, count: (sums.get(key)?.count ?? 0) + count })
}
