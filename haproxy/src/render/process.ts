import type { EdgeOptions } from '../options.ts'
import { layoutOf } from '../layout.ts'
import { logFormat, logTargets } from './log.ts'
import { checkedName, description, section } from './words.ts'

/** The process: its log, its socket, and where it finds the weights of its servers after a restart. */
export function globalSection(
  options: EdgeOptions,
  { serverState, pinScript }: { readonly serverState: string; readonly pinScript: string },
): string {
  return section('global', [
    ...logTargets(options),
    `stats socket ${layoutOf(options.directory).adminSocket} mode 600 level admin expose-fd listeners`,
    'stats timeout 30s',
    `server-state-file ${serverState}`,
    ...(options.pinKey === undefined ? [] : [`lua-load ${pinScript}`]),
    'fd-hard-limit 65536',
    '# How much of an address is kept for the log.',
    'tune.http.logurilen 2048',
    '# Nothing is gained by remembering what a pattern said of paths that hold ids.',
    'tune.pattern.cache-size 0',
    '# After a reload the old worker finishes its requests, but not for ever.',
    'hard-stop-after 30m',
    ...(options.certificates === undefined
      ? []
      : ['ssl-default-bind-options ssl-min-ver TLSv1.2', 'tune.ssl.default-dh-param 2048']),
  ])
}

/** What holds for every section below. */
export function defaultsSection(options: EdgeOptions, stateMap: string): string {
  return section('defaults', [
    'mode http',
    'log global',
    `log-format '${logFormat(options, stateMap)}'`,
    'option dontlognull',
    'timeout connect 2s',
    'timeout client 60s',
    'timeout server 60s',
    'timeout http-request 10s',
    'timeout http-keep-alive 10s',
    'timeout tunnel 1h',
    'timeout check 2s',
    'http-reuse safe',
    '# A reload must not close a connection under a request that is on its way.',
    'option idle-close-on-response',
    'option redispatch 1',
    '# What was asked safely may be asked again, also when the upstream hung up without an answer.',
    'retry-on conn-failure empty-response',
    'load-server-state-from-file global',
    'default-server inter 2s fastinter 500ms downinter 1s fall 3 rise 2 init-addr libc,last',
  ])
}

/** The page where operators see and drain servers, and the metrics. */
export function statsSection(plan: string, options: EdgeOptions, stateMap: string): string {
  return section(`frontend STATS`, [
    description('this page, and /metrics'),
    `bind ${listenAddress(options.statsHost, options.statsPort)}`,
    'option dontlog-normal',
    ...statsGuard(options.statsHost),
    `http-after-response set-header X-Table-Version %[str(version),map_str(${stateMap})]`,
    'http-request use-service prometheus-exporter if { path /metrics }',
    'stats enable',
    'stats uri /',
    `stats show-desc 'plan ${checkedName(plan)}'`,
    'stats show-legends',
    'stats refresh 5s',
    'stats admin if TRUE',
  ])
}

// SECURITY: the page has no login. A web page that the operator visits must not be able to post to it, neither
// directly nor under a name of its own that it lets point to loopback.
function statsGuard(host: string): readonly string[] {
  const crossSite =
    'http-request deny if METH_POST { req.hdr(sec-fetch-site) -m found } !{ req.hdr(sec-fetch-site) same-origin }'
  const loopback = /^127\./.test(host) || host === 'localhost' || host === '::1'
  return loopback
    ? [
        crossSite,
        `http-request deny unless { req.fhdr(host),lower,'regsub(":[0-9]*$","")' -m reg '^(?:localhost|127[.][0-9.]+|\\[::1\\])$' }`,
      ]
    : [crossSite]
}

/** Host and port as `bind` takes them. */
export function listenAddress(host: string, port: number): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}
