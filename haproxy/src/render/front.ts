import { isMovable, type RouteTable } from '@strangler/migration-plan'
import { HaproxyError } from '../errors.ts'
import { SAMPLE_MAP, STATE_MAP, stageKey, THRESHOLD_MAP } from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { canonicalPathRules, hostRules } from './canonical-path.ts'
import { movesByUser } from './cohorts.ts'
import { connectionRules } from './connection.ts'
import { framingRules } from './framing.ts'
import type { Lookup, Lookups } from './lookups.ts'
import { OTHER_METHODS } from './method-classes.ts'
import { pinRules } from './pins.ts'
import { listenAddress } from './process.ts'
import { description, section, word } from './words.ts'

export const METHODS_MAP = 'methods.map'
export const HOSTS_MAP = 'hosts.map'

/** Connections at once. HAProxy takes two descriptors for each. */
const MOST_CLIENTS = 8000

/** The front door: what is refused, what upstreams may believe, and which route a request belongs to. */
export function frontSection(
  table: RouteTable,
  lookups: Lookups,
  options: EdgeOptions,
  file: (name: string) => string,
): string {
  return section('frontend EDGE', [
    description('the front door: every request comes in here'),
    ...binds(options),
    '# The rest of what the process can hold is for the statistics page; who is too many waits.',
    `maxconn ${MOST_CLIENTS}`,
    ...identityRules(),
    ...canonicalPathRules(),
    ...hostRules(),
    ...framingRules(),
    ...connectionRules(),
    ...redirectRules(options),
    ...pinRules(options.pinKey),
    ...trustRules(options),
    ...lookupRules(lookups, file),
    ...standingRules(table, options, file),
    'use_backend %[var(txn.route)]',
    `default_backend ${catchAll(table)}`,
  ])
}

function binds({ host, port, certificates, redirectPort }: EdgeOptions): readonly string[] {
  if (certificates === undefined) return [`bind ${listenAddress(host, port)}`]
  return [
    `bind ${listenAddress(host, port)} ssl crt ${word(certificates)} alpn h2,http/1.1`,
    ...(redirectPort === undefined ? [] : [`bind ${listenAddress(host, redirectPort)}`]),
  ]
}

function identityRules(): readonly string[] {
  return [
    '# Every request has an id: the one it came with, if that is sane.',
    "acl has_request_id req.fhdr(x-request-id) -m reg '^[A-Za-z0-9._-]{1,128}$'",
    'acl one_request_id req.fhdr_cnt(x-request-id) eq 1',
    'http-request set-var(txn.request_id) req.fhdr(x-request-id) if one_request_id has_request_id',
    'http-request set-var(txn.request_id) uuid() unless one_request_id has_request_id',
    'http-after-response set-header X-Request-ID %[var(txn.request_id)] if { var(txn.request_id) -m found }',
    '# The canonical path decides on the route; the upstream gets the bytes as they came.',
  ]
}

function redirectRules({ certificates, port, redirectPort }: EdgeOptions): readonly string[] {
  if (certificates === undefined || redirectPort === undefined) return []
  const suffix = port === 443 ? '' : `:${port}`
  return [
    `http-request redirect code 308 location https://%[req.fhdr(host),'regsub(":[0-9]*$","")']${suffix}%[pathq] unless { ssl_fc }`,
  ]
}

// SECURITY: upstreams believe these headers, so nobody outside may send them, spelt with _ neither: CGI-style
// servers read it as -. All names are looked at in one go first, since few requests hold any of these.
const OURS = '(?:x[-_](?:strangler|forwarded)[-_].*|forwarded|x[-_]real[-_]ip|x[-_]request[-_]id)'

function trustRules({ certificates }: EdgeOptions): readonly string[] {
  return [
    '# Only the edge says who asks and what it is part of.',
    `http-request del-header '(?i)^${OURS}$' -m reg if { req.hdr_names -m reg '(?i)(?:^|,)${OURS}(?:,|$)' }`,
    'http-request add-header X-Request-ID %[var(txn.request_id)]',
    'http-request add-header X-Forwarded-For %[src]',
    'http-request add-header X-Forwarded-Host %[req.fhdr(host)]',
    `http-request add-header X-Forwarded-Proto ${certificates === undefined ? 'http' : '%[ssl_fc,iif(https,http)]'}`,
  ]
}

function lookupRules({ hosts, lookups }: Lookups, file: (name: string) => string): readonly string[] {
  const named = lookups.filter(({ namedHosts }) => namedHosts)
  const anyHost = lookups.filter((lookup) => lookup.anyHost)
  const at = `method,map_str(${file(METHODS_MAP)},${OTHER_METHODS})`
  const first = named.length === 0 ? '' : ' unless routed'
  return [
    '# The route: a host that routes name goes before any host, then the more specific pattern.',
    'acl routed var(txn.route) -m found',
    ...(hosts.length === 0
      ? []
      : [
          `http-request set-var(txn.host) req.fhdr(host),lower,'regsub(":[0-9]*$","")','regsub("[.]$","")',map_str(${file(HOSTS_MAP)})`,
          'acl named_host var(txn.host) -m found',
        ]),
    ...named.flatMap((lookup) =>
      lookupRule(
        lookup,
        file,
        (path) => `${at},concat(/,txn.host),concat(,${path})`,
        ' if named_host !routed',
      ),
    ),
    ...anyHost.flatMap((lookup, turn) =>
      lookupRule(lookup, file, (path) => `${at},concat(/,${path})`, turn === 0 ? first : ' unless routed'),
    ),
  ]
}

/** Asks a map; `key` makes `class/host/path` of the variable that holds the path. */
function lookupRule(
  { file: name, kind, projection }: Lookup,
  file: (name: string) => string,
  key: (path: string) => string,
  condition: string,
): readonly string[] {
  const ask = (variable: string): string =>
    `http-request set-var(txn.route) ${key(`txn.${variable}`)},${kind}(${file(name)})${condition}`
  if (projection.length === 0) return [ask('path')]
  const shape = ['var(txn.path)', ...projection].join(',')
  return [`http-request set-var(txn.shape) ${shape}${condition}`, ask('shape')]
}

// Looked up here and not in each backend: HAProxy lists every use of a map in one line of at most 16 KiB.
function standingRules(
  { routes }: RouteTable,
  { pinKey, proxy }: EdgeOptions,
  file: (name: string) => string,
): readonly string[] {
  const threshold = `http-request set-var(txn.threshold) var(txn.route),map_str_int(${file(THRESHOLD_MAP)},0)`
  const sample = `http-request set-var(txn.sample) var(txn.route),map_str_int(${file(SAMPLE_MAP)},0)`
  const stage = `http-request set-var(txn.stage) str(${stageKey('')}),concat(,txn.route),map_str(${file(STATE_MAP)})`
  const isPinned = pinKey !== undefined && routes.some(isMovable)
  // Legacy answers a retired route no more, whoever asks for it.
  const unpinned =
    'http-request unset-var(txn.pin_side) if { var(txn.pin_side) -m str legacy } { var(txn.stage) -m str retired }'
  return [
    ...(routes.some(movesByUser) ? [threshold] : []),
    ...(proxy !== undefined && routes.some(isMovable) ? [sample] : []),
    ...(isPinned || routes.some(({ expose }) => expose) ? [stage] : []),
    ...(isPinned ? [unpinned] : []),
  ]
}

function catchAll({ plan, routes }: RouteTable): string {
  const route = routes.find(
    ({ match }) => match.path === '/*' && match.host === null && match.methods === null,
  )
  if (route) return route.id
  throw new HaproxyError(
    'ERR_HAPROXY_CONFIG',
    `table of plan "${plan}": no route claims /*; use compileTable`,
  )
}
