import { diffArrays } from 'diff/lib/diff/array.js'

/** A piece of a line; `isOwn` is what only this side has. */
export interface Piece {
  readonly text: string
  readonly isOwn: boolean
}

/** A line of both sides; null where one has none of it. Equal lines are one piece that is not own. */
export interface PairedLine {
  readonly legacy: readonly Piece[] | null
  readonly candidate: readonly Piece[] | null
  readonly isEqual: boolean
}

/** What differs in more than so many places is another text, and takes long to compare. */
const MOST_EDITS = 1500
const MOST_LINES = 4000
const LONGEST_LINE = 2000

/** Puts two texts beside each other, line by line, and marks in lines that differ what differs. */
export function sideBySide(legacy: readonly string[], candidate: readonly string[]): readonly PairedLine[] {
  const [old, young] = [legacy.slice(0, MOST_LINES), candidate.slice(0, MOST_LINES)]
  const changes = diffArrays([...old], [...young], { maxEditLength: MOST_EDITS })
  if (!changes) return together(old, young)
  const lines: PairedLine[] = []
  let removed: readonly string[] = []
  for (const { added, removed: isRemoved, value } of changes) {
    if (isRemoved) {
      removed = value
      continue
    }
    lines.push(...together(removed, added ? value : []))
    removed = []
    if (!added) lines.push(...value.map(equal))
  }
  return [...lines, ...together(removed, [])]
}

/** Lines in the place of each other. */
function together(removed: readonly string[], added: readonly string[]): readonly PairedLine[] {
  return Array.from({ length: Math.max(removed.length, added.length) }, (_, at) => {
    const [mine, yours] = [removed[at], added[at]]
    if (mine === yours && mine !== undefined) return equal(mine)
    if (mine === undefined) return { legacy: null, candidate: own(yours ?? ''), isEqual: false }
    if (yours === undefined) return { legacy: own(mine), candidate: null, isEqual: false }
    return { ...pieces(mine, yours), isEqual: false }
  })
}

function equal(text: string): PairedLine {
  const line = [{ text, isOwn: false }]
  return { legacy: line, candidate: line, isEqual: true }
}

function own(text: string): readonly Piece[] {
  return [{ text, isOwn: true }]
}

function pieces(mine: string, yours: string): Pick<PairedLine, 'legacy' | 'candidate'> {
  const isShort = mine.length + yours.length < LONGEST_LINE
  const changes = isShort
    ? diffArrays(words(mine), words(yours))
    : [
        { value: [mine], removed: true, added: false },
        { value: [yours], removed: false, added: true },
      ]
  const side = (other: 'added' | 'removed', mark: 'added' | 'removed'): readonly Piece[] =>
    changes.flatMap((change) => (change[other] ? [] : [{ text: change.value.join(''), isOwn: change[mark] }]))
  return { legacy: side('added', 'removed'), candidate: side('removed', 'added') }
}

function words(text: string): string[] {
  return text.match(/\w+|\s+|[^\w\s]/g) ?? []
}
