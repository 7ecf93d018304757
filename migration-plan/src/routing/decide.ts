import type { Split } from '../plan.ts'
import type { Route, RouteTable, Side } from '../route-table.ts'
import { cohortKey } from './cohort-key.ts'
import { createMatcher } from './matcher.ts'
import { PIN_HEADER } from './pin.ts'
import { readTarget } from './request-target.ts'
import { cohortOf, inCandidateCohort, takesTurn } from './split.ts'
import { isGone, isMovable } from './standing.ts'

const LOWER_PIN_HEADER = PIN_HEADER.toLowerCase()

/** What a decision is made on. */
export interface RequestHead {
  readonly method: string
  /** As the request line has it, one character for each byte. */
  readonly target: string
  /** Names and values in turn, as they came. */
  readonly headers: readonly string[]
}

/** What a decision needs of the plane that makes it. */
export interface Circumstances {
  /** Number of the route's next request: 0, 1, 2 … Asked only where the number decides. */
  readonly nextTurn: (route: Route) => number
  /** Whether the upstream has an address that is well. */
  readonly isUp: (upstream: string) => boolean
  /** A key for a user who brought none. */
  readonly newUser: () => string
  /** The side that a pin grants now (verifyPin); a plane without a key honours none. */
  readonly pinnedTo?: (pin: string) => Side | null
}

export type Decision =
  | { readonly kind: 'refuse'; readonly reason: string }
  | { readonly kind: 'deny'; readonly route: Route }
  | { readonly kind: 'gone'; readonly route: Route }
  | {
      readonly kind: 'forward'
      readonly route: Route
      readonly side: Side
      /** Value of the Host header that came. */
      readonly host: string
      /** Path and query for the upstream, the bytes as they came. */
      readonly target: string
      /** Whether a pin named the side: then no other may answer. */
      readonly isPinned: boolean
      /** To be set as the cookie COHORT_COOKIE; null where the user has a key or needs none. */
      readonly newUser: string | null
    }

/** What becomes of a request: refused with 400, denied with 403, gone with 404, or forwarded to a side of its route. */
export type Decide = (head: RequestHead) => Decision

/**
 * The decision of every plane, compiled for a table. A side without an address that is well yields to the other
 * one while both have a share; at weights 0 and 100 the one side answers alone.
 * @throws PlanError ERR_PLAN_TABLE as createMatcher does.
 */
export function createDecide(table: RouteTable, circumstances: Circumstances): Decide {
  const matcher = createMatcher(table)
  return ({ method, target, headers }) => {
    const asked = readTarget(target, headers)
    if (!asked.ok) return { kind: 'refuse', reason: asked.reason }
    const { host, path, forwarded } = asked
    const route = matcher.match({ host, method, path })
    if (route.deny) return { kind: 'deny', route }
    if (isGone(route)) return { kind: 'gone', route }
    const user =
      isShared(route) && route.split.by === 'user' ? userOf(route.split, headers, circumstances) : null
    const pinned = isMovable(route) ? grantedTo(route, pinOf(headers, circumstances)) : null
    return {
      kind: 'forward',
      route,
      side: pinned ?? sideOf(route, user?.key ?? null, circumstances),
      isPinned: pinned !== null,
      host,
      target: forwarded,
      newUser: user?.isNew === true ? user.key : null,
    }
  }
}

/** Legacy answers a retired route no more, whoever asks for it. */
function grantedTo({ stage }: Route, side: Side | null): Side | null {
  return stage === 'retired' && side === 'legacy' ? null : side
}

/** The side of the one pin that the request brings, if it is good. */
function pinOf(headers: readonly string[], { pinnedTo }: Circumstances): Side | null {
  if (!pinnedTo) return null
  let pin: string | undefined
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() !== LOWER_PIN_HEADER) continue
    if (pin !== undefined) return null
    pin = headers[at + 1]
  }
  return pin === undefined ? null : pinnedTo(pin)
}

/** Whether both sides have a share. */
function isShared({ legacy, candidate, weight }: Route): boolean {
  return legacy !== null && candidate !== null && weight > 0 && weight < 100
}

function userOf(
  split: Extract<Split, { by: 'user' }>,
  headers: readonly string[],
  { newUser }: Circumstances,
): { readonly key: string; readonly isNew: boolean } {
  const key = cohortKey(headers, split.key)
  return key === '' ? { key: newUser(), isNew: true } : { key, isNew: false }
}

function sideOf(route: Route, user: string | null, { nextTurn, isUp }: Circumstances): Side {
  const { legacy, candidate, weight } = route
  if (legacy === null) return 'candidate'
  if (candidate === null) return 'legacy'
  if (!isShared(route)) return weight === 0 ? 'legacy' : 'candidate'
  const isCandidates =
    user === null ? takesTurn(nextTurn(route), weight) : inCandidateCohort(cohortOf(user), weight)
  const [own, other]: readonly [Side, Side] = isCandidates ? ['candidate', 'legacy'] : ['legacy', 'candidate']
  return !isUp(route[own] ?? '') && isUp(route[other] ?? '') ? other : own
}
