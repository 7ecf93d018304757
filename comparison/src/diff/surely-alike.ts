/** An answer as it came over the wire. */
export interface WireAnswer {
  readonly status: number
  /** Names and values in turn. */
  readonly headers: readonly (string | Buffer)[]
  readonly body: Uint8Array
  readonly truncated: boolean
}

/** A body as long as it is announced to be is whole; a cookie or an expiry is compared with the time of its answer. */
const TO_BE_READ: ReadonlySet<string> = new Set(['content-length', 'set-cookie', 'expires'])
/** What `compare` does not look at, and differs all the time. */
const LEFT_OUT = 'date'
/** Lengths of all these names: others need not be read. */
const LENGTHS: ReadonlySet<number> = new Set([...TO_BE_READ, LEFT_OUT].map((name) => name.length))

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
    if (!isSame(name, others[at] ?? '')) return false
    const read = LENGTHS.has(name.length) ? textOf(name).toLowerCase() : ''
    if (read === LEFT_OUT) continue
    if (TO_BE_READ.has(read) && !(read === 'content-length' && textOf(value) === String(body.length)))
      return false
    if (!isSame(value, others[at + 1] ?? '')) return false
  }
  return true
}

function isSame(one: string | Buffer, other: string | Buffer): boolean {
  if (typeof one === 'string' || typeof other === 'string') return textOf(one) === textOf(other)
  return one.equals(other)
}

function textOf(text: string | Buffer): string {
  return typeof text === 'string' ? text : text.toString('latin1')
}
