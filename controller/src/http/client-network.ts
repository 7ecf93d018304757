import { isIPv6 } from 'node:net'

/** Whose calls count together: an IPv4 address, or the /64 of an IPv6 one, which one client has to itself. */
export function clientOf(remoteAddress: string | undefined): string {
  const [address = ''] = (remoteAddress ?? 'unknown').split('%')
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address) ?? []
  if (mapped !== undefined) return mapped
  return isIPv6(address) && address !== '::1' ? `${groupsOf(address).slice(0, 4).join(':')}::/64` : address
}

function groupsOf(address: string): readonly string[] {
  const [before = [], after] = address.split('::').map((part) => (part === '' ? [] : part.split(':')))
  if (!after) return before
  return [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after]
}
