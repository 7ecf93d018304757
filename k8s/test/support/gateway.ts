import type { HttpRoute } from '../../src/index.ts'
import type { RuleMatch } from '../../src/routes/http-route.ts'

export interface Asked {
  readonly host: string
  readonly path: string
  readonly method: string
}

/**
 * The route label of the HTTPRoute that claims a request, by the Gateway API's own precedence (HTTPRouteRule.matches,
 * HTTPRouteSpec.hostnames), and without falling back from the routes of a host to those of any, as some Gateways do.
 */
export function claimedBy(routes: readonly HttpRoute[], asked: Asked): string | undefined {
  const own = routes.filter(({ spec }) => spec.hostnames?.includes(asked.host) === true)
  const group = own.length > 0 ? own : routes.filter(({ spec }) => spec.hostnames === undefined)
  const claims = group.flatMap(({ metadata, spec }) =>
    (spec.rules ?? []).flatMap(({ matches = [] }) =>
      matches
        .filter((match) => fits(match, asked))
        .map((match) => ({ id: metadata.labels['strangler/route'], rank: rankOf(match) })),
    ),
  )
  const [first, second] = claims.toSorted((one, other) => compare(other.rank, one.rank))
  if (first && second && compare(first.rank, second.rank) === 0 && first.id !== second.id)
    throw new Error(`${first.id} and ${second.id} claim ${asked.path} alike`)
  return first?.id
}

function fits({ path, method }: RuleMatch, asked: Asked): boolean {
  if (method !== undefined && method !== asked.method) return false
  const value = path?.value ?? '/'
  switch (path?.type) {
    case 'Exact':
      return asked.path === value
    case 'RegularExpression':
      return new RegExp(value).test(asked.path)
    default:
      return value === '/' || asked.path === value || asked.path.startsWith(`${value}/`)
  }
}

function rankOf({ path, method }: RuleMatch): readonly number[] {
  const order = { Exact: 2, RegularExpression: 1, PathPrefix: 0 }
  return [order[path?.type ?? 'PathPrefix'], path?.value?.length ?? 1, method === undefined ? 0 : 1]
}

function compare(one: readonly number[], other: readonly number[]): number {
  const at = one.findIndex((value, index) => value !== other[index])
  return at === -1 ? 0 : (one[at] ?? 0) - (other[at] ?? 0)
}
