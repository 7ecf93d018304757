import { word } from './words.ts'

const ONE_HOP = '(?:connection|upgrade|keep-alive|proxy-connection|te|http2-settings)'
const NAMES = word(`(?i)^${ONE_HOP}$`)
// All names are looked at in one go first, since few messages hold any of these.
const HOLDS_ANY = word(`(?i)(?:^|,)${ONE_HOP}(?:,|$)`)

// SECURITY: an upstream that followed an upgrade to HTTP/2 would speak with the client past all rules of the edge.
/**
 * What concerns the connection to one side goes no further (RFC 9110 §7.6.1). Headers that only a request's own
 * Connection names pass: HAProxy has no word for them.
 */
export function connectionRules(): readonly string[] {
  return [
    '# What concerns one connection stays there; WebSocket is the only protocol that may take one over.',
    `acl of_one_hop req.hdr_names -m reg ${HOLDS_ANY}`,
    'acl one_upgrade req.fhdr_cnt(upgrade) eq 1',
    'acl to_websocket req.fhdr(upgrade) -m str -i websocket',
    "http-request del-header '(?i)^(?:keep-alive|proxy-connection|te|http2-settings)$' -m reg if of_one_hop",
    `http-request del-header ${NAMES} -m reg if of_one_hop !one_upgrade or of_one_hop !to_websocket`,
    `http-response del-header ${NAMES} -m reg if { res.hdr_names -m reg ${HOLDS_ANY} } !{ status 101 }`,
  ]
}
