import { REDACTED } from './sensitive.ts'

/** Shorter ones stand in other words by chance. */
const SHORTEST = 6
const SPECIAL = /[.*+?^${}()|[\]\\/-]/g

/** Remembers what was hidden, to hide it wherever else it stands. */
export interface Vault {
  /** Takes a secret, gives what is to stand in its place. */
  hide(secret: string): string
  /** The text without any secret that was hidden before, however it is escaped or packed. */
  scrub(text: string): string
  /** The text without the start of a secret at its end, where it breaks off. */
  scrubEnd(text: string): string
}

export function createVault(): Vault {
  const secrets = new Set<string>()
  let pattern: RegExp | null = null
  return {
    hide(secret) {
      if (secret === '') return secret
      if (secret.length >= SHORTEST && secret !== REDACTED)
        for (const form of formsOf(secret)) if (form.length >= SHORTEST) secrets.add(form)
      pattern = null
      return REDACTED
    },
    scrub(text) {
      if (secrets.size === 0) return text
      pattern ??= anyOf(secrets)
      return text.replaceAll(pattern, REDACTED)
    },
    scrubEnd(text) {
      let longest = 0
      for (const secret of secrets) longest = Math.max(longest, cutLength(text, secret))
      return longest === 0 ? text : text.slice(0, text.length - longest) + REDACTED
    },
  }
}

/** How much of a secret's start is at the end of a text. */
function cutLength(text: string, secret: string): number {
  for (let length = Math.min(secret.length - 1, text.length); length >= SHORTEST; length--)
    if (text.endsWith(secret.slice(0, length))) return length
  return 0
}

function formsOf(secret: string): readonly string[] {
  const percent = encodeURIComponent(secret.toWellFormed())
  const packed = Buffer.from(secret).toString('base64').replaceAll('=', '')
  const html = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return [
    secret,
    // As names of headers and attributes are read.
    secret.toLowerCase(),
    unpercent(secret),
    percent,
    percent.replaceAll('%20', '+'),
    percent.replaceAll(/%../g, (byte) => byte.toLowerCase()),
    packed,
    packed.replaceAll('+', '-').replaceAll('/', '_'),
    html.replaceAll('"', '&quot;').replaceAll("'", '&#x27;'),
    html.replaceAll('"', '&#34;').replaceAll("'", '&#39;'),
    JSON.stringify(secret).slice(1, -1),
  ]
}

/** What cookies hold packed may stand elsewhere as it is meant. */
function unpercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** The longest first, so that no end of one is left over. */
function anyOf(secrets: ReadonlySet<string>): RegExp {
  const longestFirst = [...secrets].toSorted((one, other) => other.length - one.length)
  return new RegExp(longestFirst.map((secret) => secret.replaceAll(SPECIAL, String.raw`\$&`)).join('|'), 'g')
}
