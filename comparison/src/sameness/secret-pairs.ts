import { areDrawnAlike, SHORTEST_SECRET } from './looks-random.ts'

/** Names of what is drawn anew for each answer, session or request. */
export const SECRET_NAME =
  /csrf|xsrf|nonce|token|authenticity|verification|viewstate|eventvalidation|session|(?:^|[-_])(?:sid|state|jti)$|request[-_]?id|correlation|trace/i

const TOKEN = new RegExp(String.raw`[\w+/.~-]{${SHORTEST_SECRET},}={0,2}`, 'g')
/** What a secret in the middle of a text is told by: `nonce-…`, `csrf_token=…`, `"token": "…`. */
const SAYS_SECRET =
  /(?:csrf|xsrf|nonce|token|authenticity|session|(?:state|sid)(?![a-z]))[\w-]*["']?\s*[-=:,]\s*["']?$/i
const LONGEST_CUE = 48

export interface SecretPair {
  readonly legacy: string
  readonly candidate: string
}

/**
 * The secrets that alone make two texts different, side by side; null where something else does. `told` means that the
 * place is one for a secret; elsewhere the text before it has to say so.
 */
export function secretPairs(legacy: string, candidate: string, told: boolean): readonly SecretPair[] | null {
  if (told && areDrawnAlike(legacy, candidate)) return [{ legacy, candidate }]
  if (legacy.replaceAll(TOKEN, '\0') !== candidate.replaceAll(TOKEN, '\0')) return null
  const yours = candidate.match(TOKEN) ?? []
  const pairs = [...legacy.matchAll(TOKEN)].flatMap(
    ({ 0: one, index }, at): readonly (SecretPair | null)[] => {
      const other = yours[at] ?? ''
      if (one === other) return []
      const pair = cutCue(one, other, legacy.slice(Math.max(0, index - LONGEST_CUE), index))
      return [(told || pair.cued) && areDrawnAlike(pair.legacy, pair.candidate) ? pair : null]
    },
  )
  const certain = pairs.filter((pair) => pair !== null)
  return pairs.length > 0 && certain.length === pairs.length ? certain : null
}

/** A token may have its cue grown on it: `nonce-r4nd0m`. */
function cutCue(one: string, other: string, before: string): SecretPair & { readonly cued: boolean } {
  let common = 0
  while (common < LONGEST_CUE && common < one.length && one[common] === other[common]) common++
  const lead = one.slice(0, common)
  const grown =
    /^(?:.*[-=.])?(?:csrf|xsrf|nonce|token|session|(?:state|sid)(?![a-z]))\w*[-=]/i.exec(lead)?.[0] ?? ''
  return {
    legacy: one.slice(grown.length),
    candidate: other.slice(grown.length),
    cued: grown !== '' || SAYS_SECRET.test(before),
  }
}
