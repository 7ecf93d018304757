import type { SecretPair } from './secret-pairs.ts'

/**
 * Which secret of legacy plays the part of which of the candidate within one answer: one to one, or else the sides
 * disagree about what is the same secret.
 */
export interface Secrets {
  readonly size: number
  /** Takes pairs as such; false, and nothing taken, where one contradicts what is known. */
  learn(pairs: readonly SecretPair[]): boolean
  /** Whether two texts are the same when secrets known by now stand for each other. */
  equate(legacy: string, candidate: string): boolean
}

export function createSecrets(): Secrets {
  const toCandidate = new Map<string, string>()
  const toLegacy = new Map<string, string>()
  const agrees = ({ legacy, candidate }: SecretPair): boolean =>
    (toCandidate.get(legacy) ?? candidate) === candidate && (toLegacy.get(candidate) ?? legacy) === legacy
  return {
    get size() {
      return toCandidate.size
    },
    learn(pairs) {
      if (!pairs.every(agrees)) return false
      for (const { legacy, candidate } of pairs) {
        toCandidate.set(legacy, candidate)
        toLegacy.set(candidate, legacy)
      }
      return true
    },
    equate(legacy, candidate) {
      if (toCandidate.size === 0) return false
      let text = legacy
      for (const [secret, twin] of toCandidate) text = text.replaceAll(secret, () => twin)
      return text === candidate
    },
  }
}
