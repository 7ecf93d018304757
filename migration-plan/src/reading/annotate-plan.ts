import { isMap, isSeq, parseDocument } from 'yaml'

const MARK = '# stands: '

/**
 * The text of a plan with a comment above each route that says where it stands, in the place of such a comment of before;
 * everything else stays as it was written, byte by byte. `notes` gives what to say, in one line, by the id of the route.
 */
export function annotatePlan(text: string, notes: ReadonlyMap<string, string>): string {
  const lines = text.split('\n')
  // From the last route up, so that the lines of those before keep their numbers.
  for (const { id, line } of routesOf(text).toReversed()) {
    const indent = /^\s*/.exec(lines[line] ?? '')?.[0] ?? ''
    const isMarked = lines[line - 1]?.trimStart().startsWith(MARK) === true
    const note = notes.get(id)
    const comment = note === undefined ? [] : [`${indent}${MARK}${note}`]
    lines.splice(isMarked ? line - 1 : line, isMarked ? 1 : 0, ...comment)
  }
  return lines.join('\n')
}

/** Each route and the number of the line where it begins, from 0 on; of several in one line, the first. */
function routesOf(text: string): readonly { readonly id: string; readonly line: number }[] {
  const routes = parseDocument(text).get('routes')
  const items: readonly unknown[] = isSeq(routes) ? routes.items : []
  const found = items.flatMap((item) => {
    if (!isMap(item) || !item.range) return []
    return [{ id: String(item.get('id')), line: text.slice(0, item.range[0]).split('\n').length - 1 }]
  })
  return found.filter(({ line }, at) => found[at - 1]?.line !== line)
}
