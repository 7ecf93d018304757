import { isGone, isMovable, type Route, type RouteTable } from '@strangler/migration-plan'
import type { EdgeOptions } from '../options.ts'
import { configuredWeight, routeServers } from '../servers.ts'
import { cohortRules, cohortServers } from './cohorts.ts'
import { headerRules } from './headers.ts'
import { pinnedRules, pinnedServer } from './pins.ts'
import { upstreamRules } from './log.ts'
import { samplingOf } from './sampling.ts'
import { serverLine } from './upstreams.ts'
import { checkedName, comment, description, section } from './words.ts'

/** The backend of a route: who answers, and how requests are shared out. */
export function routeBackend(
  table: RouteTable,
  route: Route,
  options: Pick<EdgeOptions, 'directory' | 'pinKey' | 'proxy' | 'syslogUrl'>,
): string {
  const head = `backend ${checkedName(route.id)}`
  if (route.deny)
    return section(head, [
      ...explanation(route),
      'http-request deny deny_status 403 content-type text/plain string "this address is not public"',
    ])
  if (isGone(route))
    return section(head, [
      ...explanation(route),
      'http-request deny deny_status 404 content-type text/plain string "there is nothing at this address"',
    ])
  const servers = routeServers(table, route)
  const pinned = options.pinKey !== undefined && isMovable(route)
  const sampling = samplingOf(table, route, options)
  return section(head, [
    ...explanation(route),
    'balance roundrobin',
    `timeout connect ${route.timeouts.connectMs}ms`,
    `timeout server ${route.timeouts.responseMs}ms`,
    `timeout queue ${route.limits.queueMs}ms`,
    `retries ${route.retries}`,
    retryRule(route),
    ...headerRules('http-response', route.headers.response),
    ...(pinned ? pinnedRules(route.id) : []),
    ...upstreamRules(route, options),
    ...sampling.rules,
    ...cohortRules(route, sampling.rules.length > 0),
    ...(route.expose ? exposeRules(route) : []),
    ...headerRules('http-request', route.headers.request, sampling.unless),
    ...(pinned ? pinnedServer() : []),
    ...sampling.choice,
    ...cohortServers(route, servers),
    ...servers.map((server) => {
      const weight = configuredWeight(servers, server.side)
      return serverLine(server, { weight, connections: route.limits.connections }, options.directory)
    }),
    ...sampling.server,
  ])
}

/** What may not be asked again is not kept: a copy of each request costs about a tenth of its processing. */
function retryRule({ retries }: Route): string {
  const safe = retries === 0 ? '' : ' unless { method GET HEAD OPTIONS TRACE }'
  return `http-request disable-l7-retry${safe}`
}

function explanation(route: Route): readonly string[] {
  const { match, deny, legacy, candidate, split, stage, weight } = route
  const methods = match.methods === null ? '' : `, only ${match.methods.join(' ')}`
  const host = match.host === null ? '' : `, on ${match.host}`
  const key = split.by === 'user' ? `by user (${split.key.kind} ${split.key.name})` : 'by request'
  const sides = isGone(route)
    ? 'nobody answers any more'
    : legacy === null
      ? `only candidate ${candidate ?? ''} answers`
      : candidate === null
        ? `only legacy ${legacy} answers`
        : `legacy ${legacy}, candidate ${candidate}, ${key}`
  return [
    description(`${match.path}${methods}${host}: ${deny ? 'denied' : sides}`),
    ...(deny ? [] : [comment(`when this was written: stage ${stage}, weight ${weight}`)]),
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
