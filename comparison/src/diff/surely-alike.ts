type Text = string | Buffer

/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: readonly Text[]
  readonly body: Uint8Array
  readonly truncated: boolean
}

/** A cookie or an expiry is compared with the time of its answer. */
const DATED: ReadonlySet<string> = new Set(['set-cookie', 'expires'])
/** What `compare` does not look at, and differs all the time. */
const LEFT_OUT = 'date'
/** A body as long as it announces is whole. */
const LENGTH = 'content-length'
/** Other names need not be read. */
const LENGTHS: ReadonlySet<number> = new Set([...DATED, LEFT_OUT, LENGTH].map((name) => name.length))

/**
 * Whether two answers are the same byte for byte, so that `compare` would find nothing whatever the rules, but for a
 * `rename`. A look that costs next to nothing and says no in doubt: then they have to be compared.
 */
export function areSurelyAlike(legacy: WireAnswer, candidate: WireAnswer): boolean {
  return (
    legacy.status === candidate.status &&
    !legacy.truncated &&
    !candidate.truncated &&
    haveSameHeaders(legacy, candidate) &&
    Buffer.compare(legacy.body, candidate.body) === 0
  )
}

function haveSameHeaders({ headers, body }: WireAnswer, { headers: others }: WireAnswer): boolean {
  if (headers.length !== others.length) return false
  for (let at = 0; at < headers.length; at += 2) {
    const [name = '', value = ''] = [headers[at], headers[at + 1]]
    const [twin = '', other = ''] = [others[at], others[at + 1]]
    if (!isSame(name, twin) || !isSameValue(name, value, other, body)) return false
  }
  return true
}

function isSameValue(name: Text, value: Text, other: Text, body: Uint8Array): boolean {
  const read = LENGTHS.has(name.length) ? textOf(name).toLowerCase() : ''
  if (read === LEFT_OUT) return true
  if (DATED.has(read) || (read === LENGTH && textOf(value) !== String(body.length))) return false
  return isSame(value, other)
}

function isSame(one: Text, other: Text): boolean {
  if (typeof one === 'string' || typeof other === 'string') return textOf(one) === textOf(other)
  return one.equals(other)
}

function textOf(text: Text): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
