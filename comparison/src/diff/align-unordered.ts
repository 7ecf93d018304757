import { identityAt, type Alignment, type Identity } from './align.ts'

/** Aligns two lists whose order means nothing, by each identity in turn. `moved` tells what the order would have cost. */
export function alignUnordered<Item>(
  legacy: readonly Item[],
  candidate: readonly Item[],
  identities: readonly Identity<Item>[],
): Alignment {
  const pairs: (readonly [number, number])[] = []
  let missing: readonly number[] = [...legacy.keys()]
  let extra: readonly number[] = [...candidate.keys()]
  for (const identity of identities) {
    const free = Map.groupBy(extra, (index) => identityAt(candidate, index, identity))
    missing = missing.filter((index) => {
      const own = identityAt(legacy, index, identity)
      const twin = own === null ? undefined : free.get(own)?.shift()
      if (twin !== undefined) pairs.push([index, twin])
      return twin === undefined
    })
    const taken = new Set(pairs.map(([, twin]) => twin))
    extra = extra.filter((index) => !taken.has(index))
  }
  const sorted = pairs.toSorted(([one], [other]) => one - other)
  const moved = sorted.filter(([, twin], at) => twin < (sorted[at - 1]?.[1] ?? -1))
  return { pairs: sorted, moved, missing, extra }
}
