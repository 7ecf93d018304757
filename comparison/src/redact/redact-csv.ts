import { isSensitiveName } from './sensitive.ts'
import type { Vault } from './vault.ts'

const DELIMITERS = [',', ';', '\t'] as const

/** A table (RFC 4180, or by semicolons or tabs) without what stands below sensitive names; the first line has them. */
export function redactCsv(text: string, vault: Vault): string {
  const delimiter = delimiterOf(/^[^\r\n]*/.exec(text)?.[0] ?? '')
  const field = new RegExp(String.raw`("(?:[^"]|"")*"|[^${delimiter}\r\n]*)(${delimiter}|\r?\n|\r|$)`, 'g')
  const sensitive = new Set<number>()
  let [line, column] = [0, 0]
  return text.replaceAll(field, (whole, written: string, end: string) => {
    const value = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : written
    if (line === 0 && isSensitiveName(value.trim())) sensitive.add(column)
    const isHidden = line > 0 && sensitive.has(column)
    if (end === delimiter) column++
    else [line, column] = [line + 1, 0]
    if (!isHidden) return whole
    // Differences show lines as they are written.
    vault.hide(written)
    return vault.hide(value) + end
  })
}

function delimiterOf(head: string): string {
  const [most = ','] = DELIMITERS.toSorted((one, other) => head.split(other).length - head.split(one).length)
  return most
}
