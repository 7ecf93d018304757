import { COHORT_COOKIE, isMovable, type Route, type RouteTable, type Split } from '@strangler/migration-plan'
import type { EdgeOptions } from '../options.ts'
import { configuredWeight, routeServers, type RouteServer } from '../servers.ts'
import { headerRules } from './headers.ts'
import { pinnedRoute } from './pins.ts'
import { serverLine } from './upstreams.ts'
import { checkedName, comment, description, section, word } from './words.ts'

/** The backend of a route: who answers, and how requests are shared out. */
export function routeBackend(
  table: RouteTable,
  route: Route,
  { directory, pinKey }: Pick<EdgeOptions, 'directory' | 'pinKey'>,
): string {
  const head = `backend ${checkedName(route.id)}`
  if (route.deny)
    return section(head, [
      ...explanation(route),
      'http-request deny deny_status 403 content-type text/plain string "this address is not public"',
    ])
  const servers = routeServers(table, route)
  return section(head, [
    ...explanation(route),
    'balance roundrobin',
    `timeout connect ${route.timeouts.connectMs}ms`,
    `timeout server ${route.timeouts.responseMs}ms`,
    `timeout queue ${route.limits.queueMs}ms`,
    `retries ${route.retries}`,
    'http-request disable-l7-retry unless { method GET HEAD OPTIONS TRACE }',
    ...headerRules('http-response', route.headers.response),
    ...(pinKey !== undefined && isMovable(route) ? pinnedRoute(route.id) : []),
    ...(movesByUser(route) ? cohortRules(route.id, route.split, servers) : []),
    ...(route.expose ? exposeRules(route) : []),
    ...headerRules('http-request', route.headers.request),
    ...servers.map((server) => {
      const weight = configuredWeight(servers, server.side)
      return serverLine(server, { weight, connections: route.limits.connections }, directory)
    }),
  ])
}

/** Whether the route shares requests out by the cohort of the user. */
export function movesByUser(route: Route): boolean {
  return isMovable(route) && route.split.by === 'user'
}

function explanation({ match, deny, legacy, candidate, split, stage, weight }: Route): readonly string[] {
  const methods = match.methods === null ? '' : `, only ${match.methods.join(' ')}`
  const host = match.host === null ? '' : `, on ${match.host}`
  const key = split.by === 'user' ? `by user (${split.key.kind} ${split.key.name})` : 'by request'
  const sides =
    legacy === null
      ? `only candidate ${candidate ?? ''} answers`
      : candidate === null
        ? `only legacy ${legacy} answers`
        : `legacy ${legacy}, candidate ${candidate}, ${key}`
  return [
    description(`${match.path}${methods}${host}: ${deny ? 'denied' : sides}`),
    ...(deny ? [] : [comment(`when this was written: stage ${stage}, weight ${weight}`)]),
  ]
}

function cohortRules(id: string, split: Split, servers: readonly RouteServer[]): readonly string[] {
  if (split.by === 'request') return []
  const { kind, name } = split.key
  const fetch = kind === 'cookie' ? `req.cook("${name}")` : `req.fhdr("${name}")`
  return [
    "# The cohort of a user: CRC-32 of the key, modulo 10000. Cohorts below the threshold are the candidate's.",
    `http-request set-var(txn.user) ${word(fetch)}`,
    'acl has_user var(txn.user),length gt 0',
    `http-request set-var(txn.user) req.cook(${COHORT_COOKIE}) unless has_user`,
    'acl some_to_candidate var(txn.threshold) -m int gt 0',
    'acl some_to_legacy var(txn.threshold) -m int lt 10000',
    'http-request set-var(txn.new_user) uuid() if some_to_candidate some_to_legacy !has_user',
    'http-request set-var(txn.user) var(txn.new_user) if { var(txn.new_user) -m found }',
    `http-response add-header Set-Cookie "${COHORT_COOKIE}=%[var(txn.new_user)]; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax" if { var(txn.new_user) -m found }`,
    'http-request set-var(txn.cohort) var(txn.user),crc32,mod(10000)',
    'acl is_candidates var(txn.cohort),sub(txn.threshold) lt 0',
    ...useServerRules(id, servers),
  ]
}

/**
 * Where one address stands on each side, the cohort counts only while both can be used: else all go to the one that
 * is left, as HAProxy's balancing has it (nbsrv counts neither drained servers nor those of weight 0).
 */
function useServerRules(id: string, servers: readonly RouteServer[]): readonly string[] {
  const [first, second, ...more] = servers
  if (first && second && more.length === 0)
    return [first, second].map(
      ({ name, side }) =>
        `use-server ${name} if ${side === 'candidate' ? '' : '!'}is_candidates { nbsrv(${id}) eq 2 }`,
    )
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

function exposeRules({ id, legacy, candidate }: Route): readonly string[] {
  return [
    `http-response set-header X-Strangler-Route ${id}`,
    `http-response set-header X-Strangler-Stage %[var(txn.stage)]`,
    ...(legacy === null
      ? []
      : [
          `http-response set-header X-Strangler-Upstream ${checkedName(legacy)} if { srv_name -m beg legacy }`,
        ]),
    ...(candidate === null
      ? []
      : [
          `http-response set-header X-Strangler-Upstream ${checkedName(candidate)} if { srv_name -m beg candidate }`,
        ]),
  ]
}
