import { BlockList, isIP } from 'node:net'
import { without } from './header-names.ts'

/** Whether an address is a peer's whose word about the client counts. */
export type IsTrusted = (address: string) => boolean

export const NOBODY: IsTrusted = () => false

/** Addresses and CIDRs, as one judge. Throws TypeError that names the first which is neither. */
export function createTrustedPeers(peers: readonly string[]): IsTrusted {
  if (peers.length === 0) return NOBODY
  const list = new BlockList()
  for (const peer of peers) add(list, peer)
  return (address) => isIP(address) !== 0 && list.check(address, familyOf(address))
}

// SECURITY: not a pin, which is a secret between its sender and us; nor what is spelt with _, which nobody has cleaned.
const BELIEVED = /^(?:x-strangler-(?!side$)[^_]+|x-forwarded-[^_]+|forwarded|x-real-ip)$/i

/** What we would say of the client (names and values in turn), in the words of a trusted peer where it has any. */
export function inPeersWords(rawHeaders: readonly string[], ours: readonly string[]): string[] {
  const said = rawHeaders.filter((_, at) => BELIEVED.test(rawHeaders[at - (at % 2)] ?? ''))
  const names = new Set(said.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase()))
  return [...without(ours, names), ...said]
}

function add(list: BlockList, peer: string): void {
  const [address = '', length, ...more] = peer.split('/')
  const most = isIP(address) === 6 ? 128 : 32
  if (isIP(address) === 0 || more.length > 0 || (length !== undefined && !isLength(length, most)))
    throw new TypeError(`"${peer}" is neither an address nor a network like 10.0.0.0/8`)
  if (length === undefined) list.addAddress(address, familyOf(address))
  else list.addSubnet(address, Number(length), familyOf(address))
}

function isLength(text: string, most: number): boolean {
  return /^\d{1,3}$/.test(text) && Number(text) <= most
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIP(address) === 6 ? 'ipv6' : 'ipv4'
}
