/** Beyond as many cells the table would cost more than an exact answer is worth. */
const MOST_CELLS = 250_000

type Identities = readonly (string | number | null)[]
type Common = (readonly [one: number, other: number])[]

/**
 * The longest common subsequence of two lists, as pairs of indexes; null equals nothing. In lists too long for a table
 * only what is there once on each side is looked at.
 */
export function longestCommon(one: Identities, other: Identities): readonly (readonly [number, number])[] {
  let start = 0
  const shorter = Math.min(one.length, other.length)
  while (start < shorter && isSame(one[start], other[start])) start++
  let end = 0
  while (end < shorter - start && isSame(one[one.length - 1 - end], other[other.length - 1 - end])) end++
  const middle = [one.slice(start, one.length - end), other.slice(start, other.length - end)] as const
  const cells = middle[0].length * middle[1].length
  const common: Common = cells === 0 ? [] : (cells <= MOST_CELLS ? byTable : byOnlyOnes)(...middle)
  return [
    ...Array.from({ length: start }, (_, at) => [at, at] as const),
    ...common.map(([at, twin]) => [at + start, twin + start] as const),
    ...Array.from({ length: end }, (_, at) => [one.length - end + at, other.length - end + at] as const),
  ]
}

function isSame(one: string | number | null | undefined, other: string | number | null | undefined): boolean {
  return one === other && one !== null && one !== undefined
}

function byTable(one: Identities, other: Identities): Common {
  const lengthFrom = tableOf(one, other)
  const common: Common = []
  for (let i = 0, j = 0; i < one.length && j < other.length;) {
    if (isSame(one[i], other[j])) common.push([i++, j++])
    else if (lengthFrom(i + 1, j) >= lengthFrom(i, j + 1)) i++
    else j++
  }
  return common
}

/** How long the longest is from two indexes on. */
function tableOf(one: Identities, other: Identities): (i: number, j: number) => number {
  const width = other.length + 1
  const lengths = new Uint16Array((one.length + 1) * width)
  const lengthFrom = (i: number, j: number): number => lengths[i * width + j] ?? 0
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      lengths[i * width + j] = isSame(one[i], other[j])
        ? 1 + lengthFrom(i + 1, j + 1)
        : Math.max(lengthFrom(i + 1, j), lengthFrom(i, j + 1))
  return lengthFrom
}

function byOnlyOnes(one: Identities, other: Identities): Common {
  const twins = positions(other)
  return longestRising(
    [...positions(one)].flatMap(([identity, at]): Common => {
      const twin = twins.get(identity) ?? -1
      return at < 0 || twin < 0 ? [] : [[at, twin]]
    }),
  )
}

/** Where each is, or -1 where it is more than once. */
function positions(list: Identities): ReadonlyMap<string | number, number> {
  const found = new Map<string | number, number>()
  for (const [at, identity] of list.entries())
    if (identity !== null) found.set(identity, found.has(identity) ? -1 : at)
  return found
}

/** The most pairs, in the order of the first, whose seconds rise (patience sorting). */
function longestRising(pairs: Common): Common {
  const sorted = pairs.toSorted(([one], [other]) => one - other)
  const piles: number[] = []
  const before: number[] = []
  for (const [at, [, twin]] of sorted.entries()) {
    let [low, high] = [0, piles.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((sorted[piles[middle] ?? 0]?.[1] ?? 0) < twin) low = middle + 1
      else high = middle
    }
    before[at] = piles[low - 1] ?? -1
    piles[low] = at
  }
  const rising: Common = []
  for (let at = piles.at(-1) ?? -1; at >= 0; at = before[at] ?? -1) {
    const pair = sorted[at]
    if (pair) rising.unshift(pair)
  }
  return rising
}
