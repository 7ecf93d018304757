/** What becomes of a header on its way through. */
export type Verdict = 'keep' | 'drop' | 'connection' | 'special'

const LARGEST_MEMORY = 1000

/**
 * A judge of header names, spelt in any case. It remembers what it judged, up to a bound: clients spell the same few
 * names in the same few ways.
 */
export function createJudge(judge: (lowerName: string) => Verdict): (name: string) => Verdict {
  const known = new Map<string, Verdict>()
  return (name) => {
    const remembered = known.get(name)
    if (remembered !== undefined) return remembered
    const verdict = judge(name.toLowerCase())
    if (known.size < LARGEST_MEMORY) known.set(name, verdict)
    return verdict
  }
}

/** Headers that concern one connection only, whether Connection names them or not (RFC 9110 §7.6.1). */
export const HOP_BY_HOP: ReadonlySet<string> = new Set([
  'keep-alive',
  'proxy-connection',
  'te',
  'transfer-encoding',
  'upgrade',
])

// SECURITY: a client must not make us drop what decides on framing, on who asks, or on what is asked for.
const NEVER_NOMINATED: ReadonlySet<string> = new Set([
  'host',
  'content-length',
  'content-type',
  'content-encoding',
  'authorization',
  'cookie',
  'set-cookie',
  'date',
  'cache-control',
  'location',
])

/** Lower-case names that values of Connection nominate to be dropped; null, as nearly always, where none. */
export function nominated(connection: string): ReadonlySet<string> | null {
  let names: Set<string> | null = null
  for (const token of connection.toLowerCase().split(',')) {
    const name = token.trim()
    if (name === '' || name === 'close' || name === 'keep-alive' || NEVER_NOMINATED.has(name)) continue
    names ??= new Set()
    names.add(name)
  }
  return names
}

/** The headers, names and values in turn, without those of the given lower-case names. */
export function without(headers: readonly string[], names: ReadonlySet<string>): string[] {
  return headers.filter((_, at) => !names.has((headers[at - (at % 2)] ?? '').toLowerCase()))
}
