import { join } from 'node:path'
import { HEALTH_AGENT, type Upstream } from '@strangler/migration-plan'
import { OWN_MARK } from '../layout.ts'
import {
  hasHop,
  hopSocket,
  isTls,
  parseAddress,
  portOf,
  upstreamBackend,
  type RouteServer,
} from '../servers.ts'
import { checkedHost, description, section, word } from './words.ts'

/** The sections of an upstream: its health, watched once for all routes, and where it needs them its hops. */
export function upstreamSections(upstream: Upstream, directory: string): readonly string[] {
  const servers = upstream.addresses.map((address, at) => ({
    address: parseAddress(address),
    member: at + 1,
  }))
  return [
    ...(upstream.health === null ? [] : [healthSection(upstream, upstream.health, servers)]),
    ...(hasHop(upstream) ? servers.map((server) => hopSection(upstream, server, directory)) : []),
  ]
}

/** A route's server line: the address itself, or the hop that sets its Host header. */
export function serverLine(
  { name, upstream, address, member }: RouteServer,
  { weight, connections }: { readonly weight: number; readonly connections: number | null },
  directory: string,
): string {
  const where = hasHop(upstream)
    ? `unix@${join(directory, hopSocket(upstream, member))}`
    : `${hostPort(address)}${tlsWords(upstream, address)}`
  const most = connections === null ? '' : ` maxconn ${connections}`
  return `server ${name} ${where} weight ${weight}${most}${trackWords(upstream, member)}`
}

function trackWords(upstream: Upstream, member: number): string {
  return upstream.health === null ? '' : ` track ${upstreamBackend(upstream)}/${member}`
}

interface Member {
  readonly address: URL
  readonly member: number
}

function healthSection(upstream: Upstream, health: string, servers: readonly Member[]): string {
  const host = upstream.host === 'keep' ? servers[0]?.address.host : upstream.host
  return section(`backend ${upstreamBackend(upstream)}`, [
    description(`health of upstream ${upstream.name}; a server drained here is drained for every route`),
    'option httpchk',
    `http-check send meth GET uri ${word(health)} ver HTTP/1.1 hdr Host ${checkedHost(host ?? '')} hdr User-Agent ${HEALTH_AGENT}`,
    'http-check expect status 200-399',
    ...servers.map(
      ({ address, member }) =>
        `server ${member} ${hostPort(address)}${tlsWords(upstream, address)} check${checkWords(upstream, address)}`,
    ),
  ])
}

// A backend's rules run before its server is chosen, so a Host header that depends on the server needs a step of
// its own behind the choice.
function hopSection(upstream: Upstream, { address, member }: Member, directory: string): string {
  return section(`listen via${OWN_MARK}${upstream.name}${OWN_MARK}${member}`, [
    description(`on the way to upstream ${upstream.name}: gives it the Host header ${upstream.host}`),
    `bind unix@${join(directory, hopSocket(upstream, member))} mode 600`,
    'option dontlog-normal',
    '# The timeouts of the routes count.',
    'timeout client 24h',
    'timeout server 24h',
    'http-request disable-l7-retry unless { method GET HEAD OPTIONS TRACE }',
    `http-request set-header Host ${checkedHost(upstream.host)}`,
    `server ${member} ${hostPort(address)}${tlsWords(upstream, address)}${trackWords(upstream, member)}`,
  ])
}

function hostPort(address: URL): string {
  return checkedHost(`${address.hostname}:${portOf(address)}`)
}

function tlsWords(upstream: Upstream, address: URL): string {
  if (!isTls(address)) return ''
  const name = serverName(upstream, address)
  const sni = isAddress(name) ? '' : ` sni str(${name})`
  const { verify, caFile } = upstream.tls
  if (!verify) return ` ssl verify none alpn http/1.1${sni}`
  return ` ssl verify required ca-file ${word(caFile ?? '@system-ca')} verifyhost ${name} alpn http/1.1${sni}`
}

function checkWords(upstream: Upstream, address: URL): string {
  const name = serverName(upstream, address)
  return isTls(address) && !isAddress(name) ? ` check-sni ${name}` : ''
}

/** The name that the certificate is to hold: the Host that the upstream is asked for, else its address. */
function serverName(upstream: Upstream, address: URL): string {
  return checkedHost(upstream.host === 'keep' ? address.hostname : upstream.host.replace(/:\d+$/, ''))
}

function isAddress(name: string): boolean {
  return name.startsWith('[') || /^[\d.]+$/.test(name)
}
