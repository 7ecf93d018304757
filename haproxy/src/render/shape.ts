import type { Pattern } from '@strangler/migration-plan'

/**
 * What kind of segment a pattern has where: of two patterns that claim one path, their shapes alone tell which is
 * more specific. Written with `a` for a literal, `b` for a parameter and `c` for everything below, so that the
 * more specific shape is the lesser string.
 */
export type Shape = string

export function shapeOf({ segments, prefix }: Pattern): Shape {
  return segments.map((segment) => (segment === null ? 'b' : 'a')).join('') + (prefix ? 'c' : '')
}

export const hasParameters = (shape: Shape): boolean => shape.includes('b')
export const isPrefix = (shape: Shape): boolean => shape.endsWith('c')

/** A shape as people write it. */
export function shownShape(shape: Shape): string {
  return Array.from(shape, (kind) => ({ a: '/literal', b: '/:parameter', c: '/*' })[kind] ?? '').join('')
}

/** What paths of a pattern have in common: the path with `:` in the place of each parameter, as UTF-8 text. */
export function projectedPattern({ segments, prefix }: Pattern): string {
  const path = segments.map((segment) => `/${segment ?? ':'}`).join('') + (prefix ? '/' : '')
  return Buffer.from(path, 'latin1').toString('utf8')
}

/**
 * Converters that project a path in the same way. A path that does not fit the shape comes out as something that
 * no pattern of the shape projects to, because a step that does not fit leaves its segment as it is.
 */
export function projection(shape: Shape): readonly string[] {
  const depth = isPrefix(shape) ? shape.length - 1 : shape.length
  const steps = Array.from(shape).flatMap((kind, at) =>
    kind === 'b' ? [regsub(String.raw`^(${segments(at)})/[^/]+(/.*|)$`, String.raw`\1/:\2`)] : [],
  )
  return isPrefix(shape) ? [...steps, regsub(String.raw`^(${segments(depth)}/).*$`, String.raw`\1`)] : steps
}

function segments(count: number): string {
  return count === 0 ? '' : `(?:/[^/]*){${count}}`
}

function regsub(expression: string, replacement: string): string {
  return `'regsub("${expression}","${replacement}")'`
}
