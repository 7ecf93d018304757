import { align, type Alignment, type Identity } from './align.ts'
import { alignUnordered } from './align-unordered.ts'
import type { Walk } from './finding.ts'
import type { Where } from './where.ts'

/** Aligns what is in a list, or in an element, by its own rules; tells of another order, once for the whole list. */
export function diffLists<Item>(
  legacy: readonly Item[],
  candidate: readonly Item[],
  identities: readonly Identity<Item>[],
  by: { readonly movable: number; readonly excerpt: (item: Item) => string },
  where: Where,
  walk: Walk,
): Alignment {
  const rule = walk.unordering(where)
  if (rule !== null) {
    const alignment = alignUnordered(legacy, candidate, identities)
    if (alignment.moved.length > 0) walk.fired(rule)
    return alignment
  }
  const alignment = align(legacy, candidate, identities, by.movable)
  const [first] = alignment.moved
  if (first) {
    const item = legacy[first[0]]
    const excerpt = item === undefined ? '' : by.excerpt(item)
    walk.found({
      kind: 'order',
      where,
      legacy: `[${first[0]}] ${excerpt}`,
      candidate: `[${first[1]}] ${excerpt}`,
      note:
        alignment.moved.length === 1 ? 'one part has moved' : `${alignment.moved.length} parts have moved`,
    })
  }
  return alignment
}
