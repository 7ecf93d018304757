/**
 * The named columns of a table of HAProxy's, row by row: its first line is the head, `# name name …`. Columns that
 * are quoted come behind all that we read (management guide, 9.1).
 */
export function columnsOf<const Name extends string>(
  text: string,
  separator: string,
  names: readonly Name[],
): readonly Readonly<Record<Name, string>>[] {
  const [head = '', ...lines] = text.split('\n')
  const all = head.replace(/^# /, '').split(separator)
  const places = names.map((name) => [name, all.indexOf(name)] as const)
  const last = Math.max(...places.map(([, place]) => place))
  return lines.map((line) => {
    const values = line.split(separator, last + 1)
    const row = {} as Record<Name, string>
    for (const [name, place] of places) row[name] = values[place] ?? ''
    return row
  })
}
