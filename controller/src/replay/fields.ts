export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Headers as an HTTP archive has them (`{name, value}`), as pairs, or as an object; what is none of these is left out. */
export function pairsOf(headers: unknown): readonly (readonly [name: string, value: string])[] {
  const entries: readonly unknown[] = Array.isArray(headers)
    ? headers
    : isRecord(headers)
      ? Object.entries(headers)
      : []
  return entries.flatMap((entry) => {
    const [name, value]: readonly unknown[] = isRecord(entry)
      ? [entry['name'], entry['value']]
      : Array.isArray(entry)
        ? (entry as readonly unknown[])
        : []
    return typeof name === 'string' && typeof value === 'string' ? [[name, value] as const] : []
  })
}
