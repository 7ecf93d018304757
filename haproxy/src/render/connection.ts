// SECURITY: an upstream that followed an upgrade to HTTP/2 would speak with the client past all rules of the edge.
/**
 * What concerns the connection to one side goes no further (RFC 9110 §7.6.1). Headers that only a request's own
 * Connection names pass: HAProxy has no word for them.
 */
export function connectionRules(): readonly string[] {
  return [
    '# What concerns one connection stays there; WebSocket is the only protocol that may take one over.',
    'acl one_upgrade req.fhdr_cnt(upgrade) eq 1',
    'acl to_websocket req.fhdr(upgrade) -m str -i websocket',
    "http-request del-header '(?i)^(?:keep-alive|proxy-connection|te|http2-settings)$' -m reg",
    "http-request del-header '(?i)^(?:connection|upgrade)$' -m reg unless one_upgrade to_websocket",
    "http-response del-header '(?i)^(?:keep-alive|proxy-connection)$' -m reg",
    "http-response del-header '(?i)^(?:connection|upgrade)$' -m reg unless { status 101 }",
  ]
}
