const ORIGIN = /^https?:\/\/[^/?#@\\\s]+\/?$/i
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/i
const IPV6 = /^\[[0-9a-f:.]+\]$/i

/** Why a text is no address of an upstream, or undefined if it is one. */
export function addressFault(text: string): string | undefined {
  if (text.includes('${')) return 'a variable is written ${NAME} or ${NAME:-default}, and only so'
  if (text.includes('@')) return 'it must not hold a user name or password'
  if (!/^https?:\/\//i.test(text)) return 'it does not start with http:// or https://'
  if (!ORIGIN.test(text)) return 'there must be no path, query or fragment behind host and port'
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (!url || !isHost(url.hostname) || url.port === '0') return 'its host or port cannot be reached'
  return undefined
}

/** The address as planes use it, scheme://host:port; a port that the scheme implies is left out. */
export function originOf(address: string): string {
  return new URL(address).origin
}

/** Whether a text is the name of a host, an IPv4 address, or an IPv6 address in brackets. */
export function isHost(text: string): boolean {
  if (text.startsWith('[')) return IPV6.test(text) && URL.canParse(`http://${text}/`)
  return text.length <= 253 && text.split('.').every((part) => LABEL.test(part))
}

/** Whether a text is a host with or without a port, as a Host header has it. */
export function isHostHeader(text: string): boolean {
  return isHost(text.replace(/:[0-9]{1,5}$/, ''))
}
