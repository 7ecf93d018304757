import { isScalar, parseAllDocuments, visit, type Node, type Range } from 'yaml'
import { hideCuts, type Cut } from './hide-cuts.ts'
import { isSensitiveName } from './sensitive.ts'
import type { Vault } from './vault.ts'

/** In characters: what is longer may be nested so deep that to read it takes half a minute. */
const MOST_READ = 128 * 1024

/**
 * YAML without the values of sensitive keys, and all below them; what of it is no YAML stays, and so does its layout. Null
 * for what is too long to be read.
 */
export function redactYaml(text: string, vault: Vault): string | null {
  if (text.length > MOST_READ) return null
  const cuts = secretRanges(text).map(([from, to]): Cut => {
    // A block ends with its line.
    const secret = text.slice(from, to).trimEnd()
    return { from, to: from + secret.length, around: ['', ''], secret }
  })
  // Differences show them line by line.
  for (const { secret } of cuts) for (const line of secret.split('\n')) vault.hide(line.trim())
  return hideCuts(text, cuts, vault)
}

function secretRanges(text: string): readonly Range[] {
  const ranges: Range[] = []
  const documents = parseAllDocuments(text, { logLevel: 'silent', uniqueKeys: false })
  for (const document of documents)
    visit(document, {
      Pair(_, { key, value }) {
        if (!isScalar(key) || !isSensitiveName(String(key.value))) return undefined
        visit(value as Node | null, {
          Scalar(part, { range }) {
            if (part !== 'key' && range) ranges.push(range)
          },
        })
        return visit.SKIP
      },
    })
  return ranges
}
