const words = (text: string): ReadonlySet<string> => new Set(text.split(' '))

/**
 * What says nothing about the answer itself: of one connection (RFC 9110 §7.6.1), of the moment, of the machine, of how
 * the body was packed, and of who asked. Content-Type, Expires and Set-Cookie are
 * compared in ways of their own.
 */
const NOT_COMPARED = words(
  'connection keep-alive proxy-connection proxy-authenticate te trailer transfer-encoding upgrade date server via age ' +
    'content-length content-encoding content-md5 digest content-digest repr-digest x-powered-by x-aspnet-version x-runtime ' +
    'x-response-time server-timing x-request-id x-correlation-id x-trace-id traceparent tracestate x-served-by x-cache ' +
    'x-cache-hits x-timer alt-svc nel report-to reporting-endpoints content-type set-cookie expires accept-ranges',
)
/** Whether they are there is part of the answer; what they say is the server's own affair. */
const OPAQUE = words('etag last-modified')
/** Lists whose order means nothing; their members are the same in any case. */
const SETS = words(
  'vary allow cache-control pragma access-control-allow-methods access-control-allow-headers content-language ' +
    'access-control-expose-headers accept-patch accept-post connection',
)

export function isHeaderCompared(name: string): boolean {
  return !NOT_COMPARED.has(name) && !name.startsWith('x-strangler-')
}

/** A value as it is compared; values that mean the same have the same form. `origins` are those that were asked. */
export function headerForm(name: string, value: string, origins: readonly string[]): string {
  if (OPAQUE.has(name)) return 'there'
  if (SETS.has(name)) return members(value.toLowerCase()).join(', ')
  if (name.startsWith('content-security-policy')) return value.split(',').map(policyForm).join(', ')
  if (name === 'location' || name === 'content-location') return withoutOrigin(value.trim(), origins)
  return value.trim().replaceAll(/\s+/g, ' ')
}

function members(value: string): readonly string[] {
  const parts = value.split(',').map((part) => part.trim().replaceAll(/\s*=\s*/g, '='))
  return [...new Set(parts)].filter(Boolean).toSorted()
}

/** Neither the order of directives nor that of the sources in one means anything; of two of a name the first counts. */
function policyForm(policy: string): string {
  const directives = new Map<string, string>()
  for (const directive of policy.split(';')) {
    const [name = '', ...sources] = directive.trim().split(/\s+/)
    const key = name.toLowerCase()
    if (key !== '' && !directives.has(key)) directives.set(key, [key, ...sources.toSorted()].join(' '))
  }
  return [...directives.values()].toSorted().join('; ')
}

/** `http://the.host.asked/path` is `/path`. */
function withoutOrigin(value: string, origins: readonly string[]): string {
  const origin = originOf(value)
  return origin !== null && origins.includes(origin) ? value.slice(origin.length) || '/' : value
}

/** Scheme and authority of an absolute address. */
export function originOf(address: string): string | null {
  return /^https?:\/\/[^/?#]*/i.exec(address)?.[0].toLowerCase() ?? null
}
