const HIDDEN = '[redacted]'
const SECRET_KEY = /password|passwd|secret|token|authorization|cookie|session|api[-_]?key|jwk$|private/i
const MAX_DEPTH = 8
const MAX_ITEMS = 100
const MAX_TEXT = 8192

const SECRET_TEXT: readonly (readonly [RegExp, string])[] = [
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, HIDDEN],
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi, `$1:${HIDDEN}@`],
  [/\b(session_token|session|csrftoken|csrfmiddlewaretoken|token|password)=[^;&\s"',]+/gi, `$1=${HIDDEN}`],
  [/\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}/g, HIDDEN],
  [/\$argon2(id|i|d)\$[^\s"']+/g, HIDDEN],
]

/** A copy that is safe to log: values of secret keys hidden at any depth, secrets inside strings too; always plain JSON. */
export function redact(value: unknown): unknown {
  return redactValue(value, 0, new Set())
}

/** A string with bearer values, tokens, credentials in URLs, cookie values and password hashes hidden. */
export function redactText(text: string): string {
  const bounded = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text
  return SECRET_TEXT.reduce(
    (result, [pattern, replacement]) => result.replaceAll(pattern, replacement),
    bounded,
  )
}

function redactValue(value: unknown, depth: number, above: Set<object>): unknown {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return value.toString()
  if (typeof value === 'function' || typeof value === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value) || depth >= MAX_DEPTH) return '[…]'
  above.add(value)
  const copy = redactObject(value, depth + 1, above)
  above.delete(value)
  return copy
}

function redactObject(value: object, depth: number, above: Set<object>): unknown {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString()
  if (value instanceof Error) return redactError(value, depth, above)
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redactValue(item, depth, above))
  if (value instanceof Map) return redactObject(Object.fromEntries(value) as object, depth, above)
  if (value instanceof Set) return redactObject([...value], depth, above)
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  const entries = Object.entries(value).slice(0, MAX_ITEMS)
  return Object.fromEntries(
    entries.map(([key, item]) => [key, SECRET_KEY.test(key) ? HIDDEN : redactValue(item, depth, above)]),
  )
}

/** Only these properties: PostgreSQL's `detail`, for one, quotes whole rows. */
function redactError(error: Error, depth: number, above: Set<object>): unknown {
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const cause = error.cause === undefined ? {} : { cause: redactValue(error.cause, depth, above) }
  const several = error instanceof AggregateError ? { errors: redactValue(error.errors, depth, above) } : {}
  return {
    name: error.name,
    message: redactText(error.message),
    ...code,
    stack: redactText(error.stack ?? ''),
    ...cause,
    ...several,
  }
}
