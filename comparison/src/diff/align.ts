import { longestCommon } from './longest-common.ts'

/** Which items of two lists belong together, by their indexes. */
export interface Alignment {
  readonly pairs: readonly (readonly [legacy: number, candidate: number])[]
  /** Of the pairs, those that stand in another order than the others. */
  readonly moved: readonly (readonly [legacy: number, candidate: number])[]
  readonly missing: readonly number[]
  readonly extra: readonly number[]
}

/** What makes two items the same one; items without an identity (null) belong to none by it. */
export type Identity<Item> = (item: Item) => string | number | null

interface Gap {
  readonly legacy: readonly number[]
  readonly candidate: readonly number[]
}

/**
 * Aligns two lists by each identity in turn, the strictest first: what one leaves over between its pairs is left to the
 * next. The identities numbered below `movable` also find items that have changed their place.
 */
export function align<Item>(
  legacy: readonly Item[],
  candidate: readonly Item[],
  identities: readonly Identity<Item>[],
  movable: number,
): Alignment {
  const pairs: (readonly [number, number])[] = []
  const moved: (readonly [number, number])[] = []
  let gaps: readonly Gap[] = [{ legacy: [...legacy.keys()], candidate: [...candidate.keys()] }]
  for (const [level, identity] of identities.entries()) {
    gaps = gaps.filter((gap) => !pairUp(gap, legacy, candidate, identities.at(-1), pairs))
    const ofLegacy = (index: number): string | number | null => identityAt(legacy, index, identity)
    const ofCandidate = (index: number): string | number | null => identityAt(candidate, index, identity)
    gaps = gaps.flatMap((gap) =>
      splitGap(gap, longestCommon(gap.legacy.map(ofLegacy), gap.candidate.map(ofCandidate)), pairs),
    )
    if (level < movable) gaps = takeMoved(gaps, ofLegacy, ofCandidate, moved)
  }
  return {
    pairs: [...pairs, ...moved].toSorted(([one], [other]) => one - other),
    moved,
    missing: gaps.flatMap((gap) => gap.legacy),
    extra: gaps.flatMap((gap) => gap.candidate),
  }
}

/** One item on each side, and of one kind: nothing stricter could pair them otherwise. */
function pairUp<Item>(
  gap: Gap,
  legacy: readonly Item[],
  candidate: readonly Item[],
  kind: Identity<Item> | undefined,
  pairs: (readonly [number, number])[],
): boolean {
  const [[one, ...others], [twin, ...twins]] = [gap.legacy, gap.candidate]
  if (one === undefined || twin === undefined || others.length + twins.length > 0 || !kind) return false
  const own = identityAt(legacy, one, kind)
  if (own === null || own !== identityAt(candidate, twin, kind)) return false
  pairs.push([one, twin])
  return true
}

/** What the item at a place is known by; null where there is none, or it has nothing of the kind. */
export function identityAt<Item>(
  items: readonly Item[],
  index: number,
  identity: Identity<Item>,
): string | number | null {
  const item = items[index]
  return item === undefined ? null : identity(item)
}

/** Puts what is common among the pairs; what is between them is left over. */
function splitGap(
  { legacy, candidate }: Gap,
  common: readonly (readonly [number, number])[],
  pairs: (readonly [number, number])[],
): readonly Gap[] {
  const gaps: Gap[] = []
  let [fromLegacy, fromCandidate] = [0, 0]
  for (const [ofLegacy, ofCandidate] of [...common, [legacy.length, candidate.length] as const]) {
    const gap = {
      legacy: legacy.slice(fromLegacy, ofLegacy),
      candidate: candidate.slice(fromCandidate, ofCandidate),
    }
    if (gap.legacy.length + gap.candidate.length > 0) gaps.push(gap)
    const [one, other] = [legacy[ofLegacy], candidate[ofCandidate]]
    if (one !== undefined && other !== undefined) pairs.push([one, other])
    ;[fromLegacy, fromCandidate] = [ofLegacy + 1, ofCandidate + 1]
  }
  return gaps
}

/** What is left over on both sides, once on each, has moved. */
function takeMoved(
  gaps: readonly Gap[],
  ofLegacy: (index: number) => string | number | null,
  ofCandidate: (index: number) => string | number | null,
  moved: (readonly [number, number])[],
): readonly Gap[] {
  const here = onlyOnes(
    gaps.flatMap(({ legacy }) => legacy),
    ofLegacy,
  )
  const there = onlyOnes(
    gaps.flatMap(({ candidate }) => candidate),
    ofCandidate,
  )
  const taken = [...here].flatMap(([identity, one]) => {
    const other = there.get(identity)
    return other === undefined ? [] : [[one, other] as const]
  })
  if (taken.length === 0) return gaps
  moved.push(...taken)
  const gone = {
    legacy: new Set(taken.map(([one]) => one)),
    candidate: new Set(taken.map(([, other]) => other)),
  }
  return gaps.map((gap) => ({
    legacy: gap.legacy.filter((index) => !gone.legacy.has(index)),
    candidate: gap.candidate.filter((index) => !gone.candidate.has(index)),
  }))
}

function onlyOnes(
  indexes: readonly number[],
  identity: (index: number) => string | number | null,
): ReadonlyMap<string | number, number> {
  const only = new Map<string | number, number>()
  const twice = new Set<string | number>()
  for (const index of indexes) {
    const own = identity(index)
    if (own === null || twice.has(own)) continue
    if (only.delete(own)) twice.add(own)
    else only.set(own, index)
  }
  return only
}
