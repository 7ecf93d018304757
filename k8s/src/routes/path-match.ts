import type { Pattern } from '@strangler/migration-plan'
import type { PathMatch } from './http-route.ts'

/**
 * A pattern as a Gateway matches it. A prefix goes by segments and claims its own path too; only a regular expression
 * can hold parameters, of the syntax that RE2 and PCRE share, anchored for those that search.
 */
export function pathMatch({ segments, prefix }: Pattern): PathMatch {
  if (!segments.includes(null)) {
    const path = `/${segments.map((segment) => encode(segment ?? '')).join('/')}`
    return { type: prefix ? 'PathPrefix' : 'Exact', value: path }
  }
  const parts = segments.map((segment) => (segment === null ? '[^/]+' : escape(encode(segment))))
  return { type: 'RegularExpression', value: `^/${parts.join('/')}${prefix ? '/.*' : ''}$` }
}

/** Bytes beyond ASCII as a client sends them. */
function encode(segment: string): string {
  return segment.replace(/[^!-~]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`)
}

function escape(literal: string): string {
  return literal.replace(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`)
}
