/** A value of JSON; whole numbers beyond 2^53 are bigints, since ids are often that long. */
export type Json =
  string | number | bigint | boolean | null | readonly Json[] | { readonly [name: string]: Json }

/** Values that are nested deeper are compared as text. */
const MOST_DEPTH = 400
const LONG_NUMBER = /\d{16}/

/** Reads JSON; undefined for what is none, or is nested too deep. */
export function readJson(text: string): Json | undefined {
  if (isDeep(text)) return undefined
  try {
    return LONG_NUMBER.test(text) ? (JSON.parse(text, keepLongNumbers) as Json) : (JSON.parse(text) as Json)
  } catch {
    return undefined
  }
}

export function isJsonObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function typeOfJson(value: Json): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'list'
  return typeof value === 'bigint' ? 'number' : typeof value
}

/** As text: whole numbers beyond 2^53 become strings. */
export function writeJson(value: Json): string {
  try {
    return JSON.stringify(value)
  } catch {
    // Only bigints need it, which are rare, and it costs several times as much.
    return JSON.stringify(value, bigintsAsText)
  }
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}

function keepLongNumbers(
  this: unknown,
  _key: string,
  value: unknown,
  context?: { readonly source?: string },
): unknown {
  const isLong = typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
  return isLong && /^-?\d+$/.test(context?.source ?? '') ? BigInt(context?.source ?? 0) : value
}

/** Brackets in strings count too, which only makes it careful. */
function isDeep(text: string): boolean {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    // The codes of [ and { and of ] and } differ in one bit.
    const code = text.charCodeAt(at) | 0x20
    if (code === 0x7b && ++depth > MOST_DEPTH) return true
    if (code === 0x7d) depth--
  }
  return false
}
