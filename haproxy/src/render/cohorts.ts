import { COHORT_COOKIE, isMovable, type Route } from '@strangler/migration-plan'
import type { RouteServer } from '../servers.ts'
import { word } from './words.ts'

/** Whether the route shares requests out by the cohort of the user. */
export function movesByUser(route: Route): boolean {
  return isMovable(route) && route.split.by === 'user'
}

/** Finds the cohort of the user, and names one who sent no key. */
export function cohortRules(route: Route, isSampled: boolean): readonly string[] {
  if (route.split.by === 'request' || !isMovable(route)) return []
  const { kind, name } = route.split.key
  // The proxy names those who come to it.
  const also = isSampled ? ' !is_sampled' : ''
  const fetch = kind === 'cookie' ? `req.cook("${name}")` : `req.fhdr("${name}")`
  return [
    "# The cohort of a user: CRC-32 of the key, modulo 10000. Cohorts below the threshold are the candidate's.",
    `http-request set-var(txn.user) ${word(fetch)}`,
    'acl has_user var(txn.user),length gt 0',
    `http-request set-var(txn.user) req.cook(${COHORT_COOKIE}) unless has_user`,
    'acl some_to_candidate var(txn.threshold) -m int gt 0',
    'acl some_to_legacy var(txn.threshold) -m int lt 10000',
    `http-request set-var(txn.new_user) uuid() if !has_user some_to_candidate some_to_legacy${also}`,
    'http-request set-var(txn.user) var(txn.new_user) if { var(txn.new_user) -m found }',
    `http-response add-header Set-Cookie "${COHORT_COOKIE}=%[var(txn.new_user)]; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax" if { var(txn.new_user) -m found }`,
    'http-request set-var(txn.cohort) var(txn.user),crc32,mod(10000)',
    'acl is_candidates var(txn.cohort),sub(txn.threshold) lt 0',
  ]
}

/**
 * Where one address stands on each side, the cohort counts only while both can be used: else all go to the one that
 * is left, as HAProxy's balancing has it (nbsrv counts neither drained servers nor those of weight 0).
 */
export function cohortServers(route: Route, servers: readonly RouteServer[]): readonly string[] {
  if (!movesByUser(route)) return []
  const { id } = route
  const [first, second, ...more] = servers
  if (first && second && more.length === 0) {
    const both = `{ nbsrv(${id}) eq 2 }`
    return [`use-server candidate if is_candidates ${both}`, `use-server legacy if ${both}`]
  }
  const counts = new Map<string, number>()
  for (const { side } of servers) counts.set(side, (counts.get(side) ?? 0) + 1)
  const rule = ({ name, side }: RouteServer, also: string): string =>
    `use-server ${name} if ${side === 'candidate' ? '' : '!'}is_candidates ${also}{ srv_weight(${id}/${name}) gt 0 }`
  return [
    ...servers.map((server) =>
      rule(server, `{ var(txn.user),crc32,mod(${counts.get(server.side) ?? 1}) eq ${server.member - 1} } `),
    ),
    ...servers.map((server) => rule(server, '')),
  ]
}
