import { timesApart } from '../sameness/moments.ts'
import type { DifferenceKind } from './difference.ts'
import type { Finding } from './finding.ts'
import { readAgain, unescapeOnce } from './unescaped.ts'

/** What went wrong, where the two values tell more than that they are not equal. */
export function nameDifference({ kind, legacy, candidate, comparable, note }: Finding): {
  readonly kind: DifferenceKind
  readonly note: string | null
} {
  if (!comparable || typeof legacy !== 'string' || typeof candidate !== 'string' || kind === 'type')
    return { kind, note: note ?? null }
  if (unescapeOnce(candidate) === legacy) return { kind: 'escaped-twice', note: 'by the candidate' }
  if (unescapeOnce(legacy) === candidate) return { kind: 'escaped-twice', note: 'by legacy' }
  if (isMisread(legacy, candidate)) return { kind: 'charset', note: 'by the candidate' }
  if (isMisread(candidate, legacy)) return { kind: 'charset', note: 'by legacy' }
  const apart = timesApart(legacy, candidate)
  return apart === null ? { kind, note: note ?? null } : { kind: 'time', note: apart }
}

/** Whether the one is the other in a wrong encoding: `Ã©` or U+FFFD for `é`. */
function isMisread(right: string, wrong: string): boolean {
  if (readAgain(wrong) === right) return true
  const isLossy = wrong.includes('\ufffd') && !right.includes('\ufffd')
  return isLossy && inAscii(wrong) === inAscii(right)
}

// What a reader in the wrong encoding still gets right.
function inAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]+/g, '?')
}
