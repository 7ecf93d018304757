import { quote } from '../fault.ts'

const LONGEST_PATTERN = 1024
// RFC 3986 pchar without percent signs, and anything visible beyond ASCII.
const LITERAL = /^(?:[A-Za-z0-9._~!$&'()+,=@-]|[^\p{ASCII}\p{C}\s])*$/u
const PARAMETER = /^:[A-Za-z_][A-Za-z0-9_-]*$/

/** Why a text is no pattern that a canonical path could match, or undefined if it is one. */
export function patternFault(path: string): string | undefined {
  if (!path.startsWith('/')) return 'it does not start with a slash'
  if (path.length > LONGEST_PATTERN) return `it is longer than ${LONGEST_PATTERN} characters`
  if (path.includes('//')) return 'no canonical path holds //, so nothing would match'
  if (/%[0-9A-Fa-f]{2}/.test(path)) return 'paths are matched decoded, so write the character itself'
  const segments = path.slice(1).split('/')
  for (const [at, segment] of segments.entries()) {
    const fault = segmentFault(segment, at === segments.length - 1)
    if (fault !== undefined) return fault
  }
  return undefined
}

function segmentFault(segment: string, last: boolean): string | undefined {
  if (last && segment === '*') return undefined
  if (segment.includes('*')) return '* stands only at the end, after a slash'
  if (segment === '.' || segment === '..') return 'no canonical path holds . or .. segments'
  if (segment.startsWith(':'))
    return PARAMETER.test(segment) ? undefined : `${quote(segment)} is no parameter such as :id`
  if (segment.includes(':')) return 'a :parameter is a whole segment'
  return LITERAL.test(segment) ? undefined : `${quote(segment)} holds a character that cannot stand in a path`
}
