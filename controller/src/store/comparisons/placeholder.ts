import type { Difference, DifferenceKind } from '@strangler/comparison'

/** What a signature says of itself where nobody described it: kind and place. */
export function placeholderOf(route: string, signature: string): Difference {
  const [kind = '', ...place] = signature.slice(route.length + 1).split(' ')
  return {
    kind: kind as DifferenceKind,
    place: place.join(' '),
    signature,
    ...{ selector: null, legacy: null, candidate: null, note: null },
  }
}
