import { hashText } from '../normalise/hash.ts'
import { diffLists } from './diff-lists.ts'
import type { Walk } from './finding.ts'
import { loosen } from './loosen.ts'
import { bodyAt, itemStep } from './where.ts'

/** Compares texts line by line; how lines end, and blanks at their ends, mean nothing. */
export function diffText(legacy: string, candidate: string, walk: Walk): void {
  const [mine, yours] = [linesOf(legacy), linesOf(candidate)]
  const identities = [exactly, (line: string) => hashText(loosen(line)), () => 'line']
  const where = bodyAt(null)
  const { pairs, missing, extra } = diffLists(
    mine,
    yours,
    identities,
    { movable: 1, excerpt: exactly },
    where,
    walk,
  )
  for (const [at, twin] of pairs)
    if (mine[at] !== yours[twin])
      walk.found({
        kind: 'text',
        where: bodyAt(itemStep(null, at)),
        legacy: mine[at],
        candidate: yours[twin],
        comparable: true,
      })
  for (const at of missing)
    walk.found({
      kind: 'line-missing',
      where: bodyAt(itemStep(null, at)),
      legacy: mine[at],
      candidate: undefined,
    })
  for (const at of extra)
    walk.found({
      kind: 'line-extra',
      where: bodyAt(itemStep(null, at)),
      legacy: undefined,
      candidate: yours[at],
    })
}

function linesOf(text: string): readonly string[] {
  return text
    .replace(/(?:\r\n|\r|\n)$/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.replace(/[ \t]+$/, ''))
}

function exactly(line: string): string {
  return line
}
