import { tone } from '../terminal.ts'
import { printable } from './printable.ts'

const CONTEXT = 2
/** Beyond that many lines finding what they have in common takes too long. */
const MOST_LINES = 2000

interface Row {
  readonly legacy: string | null
  readonly candidate: string | null
}

/** Two texts beside each other: lines that differ, and a few around them; nothing where they are equal. */
export function sideBySide(
  legacy: readonly string[],
  candidate: readonly string[],
  width: number,
): readonly string[] {
  const rows = paired(aligned(legacy.slice(0, MOST_LINES), candidate.slice(0, MOST_LINES)))
  const column = Math.max(20, Math.floor((width - 3) / 2))
  const shown = rows.map((_, index) =>
    rows.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(differ),
  )
  return rows.flatMap((row, index) => {
    if (!shown[index]) return shown[index - 1] ? [tone('dim', '…')] : []
    return [rowText(row, column)]
  })
}

function differ({ legacy, candidate }: Row): boolean {
  return legacy !== candidate
}

function rowText({ legacy, candidate }: Row, column: number): string {
  const from = firstShown(legacy, candidate, column)
  const [left, right] = [fit(legacy, column, from), fit(candidate, column, from)]
  if (legacy === candidate) return `${tone('dim', left)}   ${tone('dim', right.trimEnd())}`
  return `${tone('bad', left)} | ${tone('good', right.trimEnd())}`
}

/** Where long lines are to begin, so that the first place in which they differ is seen. */
function firstShown(legacy: string | null, candidate: string | null, column: number): number {
  if (legacy === null || candidate === null || legacy === candidate) return 0
  const [mine, yours] = [printable(legacy), printable(candidate)]
  let same = 0
  while (same < mine.length && mine[same] === yours[same]) same++
  // A half of the column is for what stands before it.
  return same < column / 2 ? 0 : same - Math.floor(column / 2)
}

function fit(text: string | null, column: number, from: number): string {
  const whole = printable(text ?? '')
  const line = from > 0 ? `…${whole.slice(from + 1)}` : whole
  return (line.length > column ? `${line.slice(0, column - 1)}…` : line).padEnd(column)
}

/** By the longest common subsequence of lines; what is common at both ends is not searched. */
function aligned(legacy: readonly string[], candidate: readonly string[]): readonly Row[] {
  let start = 0
  while (start < Math.min(legacy.length, candidate.length) && legacy[start] === candidate[start]) start++
  let end = 0
  while (
    end < Math.min(legacy.length, candidate.length) - start &&
    legacy.at(-1 - end) === candidate.at(-1 - end)
  )
    end++
  const [mine, yours] = [
    legacy.slice(start, legacy.length - end),
    candidate.slice(start, candidate.length - end),
  ]
  const same = (line: string): Row => ({ legacy: line, candidate: line })
  return [
    ...legacy.slice(0, start).map(same),
    ...walk(mine, yours, lengths(mine, yours)),
    ...legacy.slice(legacy.length - end).map(same),
  ]
}

/** How many lines the ends from each pair of places on have in common. */
function lengths(mine: readonly string[], yours: readonly string[]): readonly Uint16Array[] {
  const table = Array.from({ length: mine.length + 1 }, () => new Uint16Array(yours.length + 1))
  for (let one = mine.length - 1; one >= 0; one--)
    for (let other = yours.length - 1; other >= 0; other--) {
      const row = table[one]
      const below = table[one + 1]
      if (row && below)
        row[other] =
          mine[one] === yours[other]
            ? (below[other + 1] ?? 0) + 1
            : Math.max(below[other] ?? 0, row[other + 1] ?? 0)
    }
  return table
}

function walk(
  mine: readonly string[],
  yours: readonly string[],
  table: readonly Uint16Array[],
): readonly Row[] {
  const rows: Row[] = []
  let [one, other] = [0, 0]
  while (one < mine.length && other < yours.length) {
    const [legacy = null, candidate = null] = [mine[one], yours[other]]
    const isSame = legacy === candidate
    const isLegacy = isSame || at(table, one + 1, other) >= at(table, one, other + 1)
    const isCandidate = isSame || !isLegacy
    rows.push({ legacy: isLegacy ? legacy : null, candidate: isCandidate ? candidate : null })
    one += Number(isLegacy)
    other += Number(isCandidate)
  }
  return [
    ...rows,
    ...mine.slice(one).map((legacy) => ({ legacy, candidate: null })),
    ...yours.slice(other).map((candidate) => ({ legacy: null, candidate })),
  ]
}

function at(table: readonly Uint16Array[], one: number, other: number): number {
  return table[one]?.[other] ?? 0
}

/** A line that only legacy has, followed by one that only the candidate has, stand beside each other. */
function paired(rows: readonly Row[]): readonly Row[] {
  const result: Row[] = []
  let waiting = result.length
  for (const row of rows) {
    if (!differ(row)) waiting = result.push(row)
    else if (row.candidate === null) result.push(row)
    else {
      const open = result[waiting]
      if (open?.candidate === null) result[waiting] = { legacy: open.legacy, candidate: row.candidate }
      else result.push(row)
      waiting++
    }
  }
  return result
}
