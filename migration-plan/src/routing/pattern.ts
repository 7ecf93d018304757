/** A path pattern taken apart: literal segments, `:parameter`s, and whether it claims everything below. */
export interface Pattern {
  /** Segments after the first slash; null is a parameter. The last of `/a/` is the empty segment. */
  readonly segments: readonly (string | null)[]
  readonly prefix: boolean
}

/**
 * Takes a pattern apart: `/exact`, `/with/:name`, `/under/*`. Literal characters beyond ASCII become the bytes
 * of their UTF-8 form (a latin1 string), as canonical paths have them.
 */
export function parsePattern(path: string): Pattern {
  const bytes = Buffer.from(path, 'utf8').toString('latin1')
  const prefix = bytes.endsWith('/*')
  const body = prefix ? bytes.slice(0, -2) : bytes
  const segments = body === '' ? [] : body.slice(1).split('/')
  return { prefix, segments: segments.map((segment) => (segment.startsWith(':') ? null : segment)) }
}

/** Whether the pattern claims a canonical path; the matcher answers the same for all routes at once. */
export function claimsPath({ segments, prefix }: Pattern, path: string): boolean {
  const parts = path.slice(1).split('/')
  const long = prefix ? parts.length > segments.length : parts.length === segments.length
  return (
    long && segments.every((segment, at) => (segment === null ? parts[at] !== '' : segment === parts[at]))
  )
}
