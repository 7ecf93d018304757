import type { SecretPair } from './secret-pairs.ts'

/**
 * Which secret of legacy plays the part of which of the candidate within one answer: one to one, or else the sides
 * disagree about what is the same secret.
 */
export interface Secrets {
  readonly size: number
  /** Takes pairs as such; false, and nothing taken, where one contradicts what is known. */
  learn(pairs: readonly SecretPair[]): boolean
  /** Keeps the bodies, in which secrets may stand that are the same on both sides. */
  see(legacy: string, candidate: string): void
  /** Whether one of two secrets, that stand for each other, is on the other side, too, and there stands for itself. */
  contradicts(pair: SecretPair): boolean
  /** Whether two texts are the same when secrets known by now stand for each other. */
  equate(legacy: string, candidate: string): boolean
}

/** More secrets than these are not looked for in the bodies, which takes its time. */
const MOST_LOOKED_FOR = 50

export function createSecrets(): Secrets {
  let bodies: SecretPair = { legacy: '', candidate: '' }
  const toCandidate = new Map<string, string>()
  const toLegacy = new Map<string, string>()
  /** What was looked for in the bodies since the last secret was learned. */
  const contradicted = new Map<string, boolean>()
  const agrees = ({ legacy, candidate }: SecretPair): boolean =>
    (toCandidate.get(legacy) ?? candidate) === candidate && (toLegacy.get(candidate) ?? legacy) === legacy
  const standsForItself = ({ legacy, candidate }: SecretPair): boolean =>
    (!toLegacy.has(legacy) && bodies.candidate.includes(legacy)) ||
    (!toCandidate.has(candidate) && bodies.legacy.includes(candidate))
  const forget = (pairs: readonly SecretPair[]): false => {
    for (const { legacy, candidate } of pairs) {
      toCandidate.delete(legacy)
      toLegacy.delete(candidate)
    }
    return false
  }
  return {
    get size() {
      return toCandidate.size
    },
    learn(pairs) {
      const learned: SecretPair[] = []
      for (const pair of pairs) {
        // They may contradict each other, too.
        if (!agrees(pair)) return forget(learned)
        if (toCandidate.has(pair.legacy)) continue
        toCandidate.set(pair.legacy, pair.candidate)
        toLegacy.set(pair.candidate, pair.legacy)
        learned.push(pair)
        contradicted.clear()
      }
      return true
    },
    see(legacy, candidate) {
      bodies = { legacy, candidate }
    },
    contradicts(pair) {
      if (toCandidate.size > MOST_LOOKED_FOR) return false
      const known = contradicted.get(pair.legacy) ?? standsForItself(pair)
      contradicted.set(pair.legacy, known)
      return known
    },
    equate(legacy, candidate) {
      if (toCandidate.size === 0) return false
      let text = legacy
      for (const [secret, twin] of toCandidate) text = text.replaceAll(secret, () => twin)
      return text === candidate
    },
  }
}
