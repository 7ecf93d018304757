const ROWS_AT_ONCE = 1000

/** In pieces that fit one statement each. */
export function* piecesOf<Row>(rows: readonly Row[]): Generator<Row[]> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) yield rows.slice(from, from + ROWS_AT_ONCE)
}

/**
 * Rows of the same key made one, in the order of their keys: one statement may not touch a row twice, and two
 * transactions that lock in the same order never wait for each other.
 */
export function merged<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => readonly unknown[],
  merge: (one: Row, other: Row) => Row,
): readonly Row[] {
  const byKey = new Map<string, Row>()
  for (const row of rows) {
    const key = JSON.stringify(keyOf(row))
    const known = byKey.get(key)
    byKey.set(key, known === undefined ? row : merge(known, row))
  }
  return [...byKey].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row)
}
