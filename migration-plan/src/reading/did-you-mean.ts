import { distance } from 'fastest-levenshtein'

// Comparing with more than this many words would cost more than a suggestion is worth.
const MOST_COMPARED = 500
const MOST_SHOWN = 12

/** The known word that a misspelt one most likely meant, if any is near enough; letter case counts little. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  const slack = Math.max(2, Math.floor(word.length / 3))
  let best: { readonly name: string; readonly far: number } | undefined
  let compared = 0
  for (const name of known) {
    if (Math.abs(name.length - word.length) > slack) continue
    compared += 1
    if (compared > MOST_COMPARED) break
    const far = distance(wanted, name.toLowerCase())
    if (far <= slack && far < Math.min(name.length, best?.far ?? Infinity)) best = { name, far }
  }
  return best?.name
}

/** A remedy that names the likely word, else the known ones, each of which is given once. */
export function chooseOneOf(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known)
  if (meant !== undefined) return `did you mean "${meant}"?`
  const shown = known.slice(0, MOST_SHOWN)
  if (known.length <= 1) return known[0] === undefined ? 'none is known' : `write ${known[0]}`
  return `known are ${shown.join(', ')}${known.length > MOST_SHOWN ? ` and ${known.length - MOST_SHOWN} more` : ''}`
}
