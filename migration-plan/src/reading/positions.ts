import { isCollection, isMap, isNode, isPair, isScalar, type Document, type Pair, type YAMLMap } from 'yaml'
import type { Path } from '../fault.ts'

/** A place in the text, counted from 1. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** Where the value (or the key, if asked) at a path stands; its nearest parent's place if it is not there. */
export type Locate = (path: Path, atKey?: boolean) => Place

export function createLocator(document: Document, placeOf: (offset: number) => Place): Locate {
  const pairs = new Map<YAMLMap, ReadonlyMap<unknown, Pair>>()
  const pairOf = (map: YAMLMap, key: PropertyKey): Pair | undefined => {
    const known = pairs.get(map) ?? pairsByKey(map)
    pairs.set(map, known)
    return known.get(key)
  }
  return (path, atKey = false) => {
    let node: unknown = document.contents
    let offset = offsetOf(node) ?? 0
    for (const [depth, key] of path.entries()) {
      const next = isMap(node) ? pairOf(node, key) : isCollection(node) ? node.items[Number(key)] : undefined
      const last = atKey && depth === path.length - 1
      node = isPair(next) ? (last ? next.key : next.value) : next
      const found = offsetOf(node)
      if (found === undefined) break
      offset = found
    }
    return placeOf(offset)
  }
}

function pairsByKey(map: YAMLMap): ReadonlyMap<unknown, Pair> {
  return new Map(map.items.map((pair) => [isScalar(pair.key) ? pair.key.value : undefined, pair]))
}

function offsetOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined
}
