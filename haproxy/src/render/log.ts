import type { Route } from '@strangler/migration-plan'
import { HaproxyError } from '../errors.ts'
import { stageKey } from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { PROXY_SERVER } from '../servers.ts'
import { checkedHost, checkedName, comment, section } from './words.ts'

type Logging = Pick<EdgeOptions, 'syslogUrl'>

/** A path of which each byte is escaped, and what stands around it: a line that is cut off is no JSON. */
const LONGEST_LINE = 16_384
const RING = 'syslog'

// Numbers of HAProxy need no quotes in JSON; texts that a client chooses are escaped by the json converter.
const REQUEST = [
  '"client":"%ci"',
  '"method":"%HM"',
  '"path":"%[capture.req.uri,field(1,?),json(utf8s)]"',
  '"status":%ST',
  '"route":"%b"',
  '"server":"%s"',
  '"ms":%Ta',
  '"bytes":%B',
  '"requestId":"%[var(txn.request_id)]"',
  '"end":"%tsc"',
]

/** The line of a request: with a syslog server, of the shape that all our processes log. */
export function logFormat({ syslogUrl }: Logging, stateMap: string): string {
  if (syslogUrl === undefined) return `{${['"time":%Ts.%ms', ...REQUEST].join(',')}}`
  const milliseconds = '%[date(0,ms),mod(1000),add(1000),regsub(^1,)]'
  const fields = [
    `"time":"%[date,utime(%Y-%m-%dT%H:%M:%S)].${milliseconds}Z"`,
    '"level":"info"',
    '"message":"request"',
    '"process":"edge"',
    ...REQUEST,
    '"upstream":"%[var(txn.upstream)]"',
    `"stage":"%[str(${stageKey('')}),concat(,txn.route),map_str(${stateMap})]"`,
  ]
  return `{${fields.join(',')}}`
}

/** Where the lines of the log go. */
export function logTargets({ syslogUrl }: Logging): readonly string[] {
  const stdout = `log stdout len ${LONGEST_LINE} format raw local0 info`
  if (syslogUrl === undefined) return [stdout]
  const { protocol, address } = serverOf(syslogUrl)
  const target = protocol === 'tcp:' ? `ring@${RING}` : address
  return [stdout, `log ${target} len ${LONGEST_LINE} format rfc5424 local0 info`, 'log-tag edge']
}

/** Over TCP, where lines wait while the syslog server is away; then the oldest are lost, and nobody waits. */
export function syslogRing({ syslogUrl }: Logging): readonly string[] {
  if (syslogUrl === undefined) return []
  const { protocol, address } = serverOf(syslogUrl)
  if (protocol !== 'tcp:') return []
  const ring = [
    'format rfc5424',
    `maxlen ${LONGEST_LINE}`,
    'size 1048576',
    'timeout connect 2s',
    'timeout server 10s',
    `server syslog ${address} log-proto octet-count`,
  ]
  return [section(`ring ${RING}`, ring)]
}

/** Which upstream answered, for the log alone: it costs a look at each answer. */
export function upstreamRules({ legacy, candidate }: Route, { syslogUrl }: Logging): readonly string[] {
  if (syslogUrl === undefined) return []
  const named = (server: string, upstream: string | null): readonly string[] =>
    upstream === null
      ? []
      : [
          `http-after-response set-var(txn.upstream) str(${checkedName(upstream)}) if { srv_name -m beg ${server} }`,
        ]
  return [
    comment('The log names the upstream.'),
    ...named('legacy', legacy),
    ...named('candidate', candidate),
    ...named(PROXY_SERVER, 'proxy'),
  ]
}

function serverOf(url: string): { readonly protocol: string; readonly address: string } {
  const { protocol, host, port } = URL.canParse(url) ? new URL(url) : { protocol: '', host: '', port: '' }
  if (['udp:', 'tcp:'].includes(protocol) && port !== '') return { protocol, address: checkedHost(host) }
  throw new HaproxyError(
    'ERR_HAPROXY_CONFIG',
    `${JSON.stringify(url)}: is no syslog address; use udp://host:port or tcp://host:port`,
  )
}
