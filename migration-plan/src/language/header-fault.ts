const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}$/
const VALUE = /^[\x21-\x7e](?:[\x20-\x7e]{0,998}[\x21-\x7e])?$/
// RFC 9110 section 7.6.1, the ones before it, and what says where a message ends.
const OF_THE_CONNECTION = new Set([
  'connection',
  'content-length',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
])
const OF_THE_PLANES = /^(?:forwarded|x-forwarded-.*|x-request-id|x-strangler-.*)$/
const COOKIES = new Set(['cookie', 'set-cookie'])

export interface HeaderFault {
  readonly what: string
  readonly remedy: string
}

/** Why a plan may not touch a header of this name, or undefined if it may. */
export function headerFault(name: string): HeaderFault | undefined {
  if (!NAME.test(name)) return { what: 'is no name of a header', remedy: 'write letters, digits, - and _' }
  // Many frameworks cannot tell X_Forwarded_For from X-Forwarded-For.
  const plain = name.toLowerCase().replaceAll('_', '-')
  if (plain === 'host')
    return { what: 'goes by the upstream, not by the route', remedy: 'write host at the upstream' }
  if (OF_THE_CONNECTION.has(plain))
    return { what: 'belongs to one connection, so every plane makes its own', remedy: 'remove it' }
  if (OF_THE_PLANES.test(plain)) return { what: 'is for the planes alone to write', remedy: 'remove it' }
  return undefined
}

/** Why a plan may not give a header of this name a value, or undefined if it may. */
export function setHeaderFault(name: string): HeaderFault | undefined {
  return COOKIES.has(name.toLowerCase())
    ? { what: 'would replace the cookies of everybody', remedy: 'remove it' }
    : headerFault(name)
}

/** Whether a text can be the value of a header in every plane: one line of visible ASCII and inner blanks. */
export function isHeaderValue(text: string): boolean {
  return VALUE.test(text)
}
