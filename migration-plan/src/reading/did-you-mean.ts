import { distance } from 'fastest-levenshtein'

// Comparing with more than this many words would cost more than a suggestion is worth.
const MOST_COMPARED = 500

/** The known word that a misspelt one most likely meant, if any is near enough; letter case counts little. */
export function didYouMean(word: string, known: readonly string[]): string | undefined {
  const wanted = word.toLowerCase()
  const slack = Math.max(2, Math.floor(word.length / 3))
  let best: { readonly name: string; readonly far: number } | undefined
  for (const name of known
    .filter(({ length }) => Math.abs(length - word.length) <= slack)
    .slice(0, MOST_COMPARED)) {
    const far = distance(wanted, name.toLowerCase())
    if (far <= slack && far < Math.min(name.length, best?.far ?? Infinity)) best = { name, far }
  }
  return best?.name
}

/** A remedy that names the likely word, else the known ones. */
export function chooseOneOf(word: string, known: readonly string[]): string {
  const meant = didYouMean(word, known)
  if (meant !== undefined) return `did you mean "${meant}"?`
  const all = [...new Set(known)]
  const shown = all.slice(0, 12)
  if (all.length <= 1) return all[0] === undefined ? 'none is known' : `write ${all[0]}`
  return `known are ${shown.join(', ')}${all.length > shown.length ? ` and ${all.length - shown.length} more` : ''}`
}
