/** Shorter values are told by chance or by heart. */
export const SHORTEST_SECRET = 16

export type Alphabet = 'digits' | 'hex' | 'uuid' | 'letters-digits' | 'base64'

/** What a value is made of, if it could have been drawn at random from that; else null. */
export function randomAlphabet(value: string): Alphabet | null {
  if (value.length < SHORTEST_SECRET || value.length > 4096) return null
  if (/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)) return 'uuid'
  if (!isMixed(value)) return null
  if (/^\d+$/.test(value)) return 'digits'
  if (/^(?:[0-9a-f]+|[0-9A-F]+)$/.test(value)) return 'hex'
  if (!hasBothSorts(value)) return null
  if (/^[0-9a-zA-Z]+$/.test(value)) return 'letters-digits'
  return /^[\w+/.:~-]+={0,2}$/.test(value) ? 'base64' : null
}

/** Words repeat few letters, drawings many. */
function isMixed(value: string): boolean {
  const enough = Math.min(/^\d+$/.test(value) ? 6 : 9, value.length / 2)
  const different = new Set<string>()
  for (const letter of value) if (different.add(letter).size >= enough) return true
  return false
}

/** Words and names are in one case, or only start in upper case; drawings mix digits or cases within. */
function hasBothSorts(value: string): boolean {
  const sorts = value.match(/[a-z]+|[A-Z]+|\d+/g) ?? []
  return sorts.length >= value.length / 6
}

/** Fewer letters than this are not drawn anew, but a number or a word within. */
const FEWEST_DRAWN = 8
/** Addresses and points in time are made of the same letters. */
const MEANS_SOMETHING = /(?:^|:)\/\/|\d{4}-\d\d-\d\d(?!\d)/

/** Whether two values could be two drawings for the same purpose: of one alphabet, about as long, and each drawn anew. */
export function areDrawnAlike(one: string, other: string): boolean {
  if (MEANS_SOMETHING.test(one) || MEANS_SOMETHING.test(other) || !differThroughout(one, other)) return false
  const [alphabet, twin] = [randomAlphabet(one), randomAlphabet(other)]
  if (alphabet === null || twin === null) return false
  const apart = Math.abs(one.length - other.length)
  if (alphabet === twin) return apart <= (alphabet === 'hex' || alphabet === 'uuid' ? 0 : one.length / 10)
  // A drawing of base64 may happen to hold letters and digits only.
  const wide = ['letters-digits', 'base64']
  return apart <= one.length / 10 && wide.includes(alphabet) && wide.includes(twin)
}

/** Two drawings are never alike but for a few letters in one place, as numbered things are. */
function differThroughout(one: string, other: string): boolean {
  const longest = Math.min(one.length, other.length) - FEWEST_DRAWN
  let alike = 0
  while (alike <= longest && one[alike] === other[alike]) alike++
  for (let end = 1; alike <= longest && one.at(-end) === other.at(-end); end++) alike++
  return alike <= longest
}
