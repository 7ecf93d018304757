import type { Upstream } from '@strangler/migration-plan'
import { createAddress, type Address, type OnHealth } from './address.ts'

/** Every address in use, so that connections outlive a change of the table that does not concern them. */
export interface AddressBook {
  /** The addresses of an upstream, in its order. Throws ProxyError ERR_PROXY_CA_FILE. */
  find(upstream: Upstream): readonly Address[]
  /** Closes all others. */
  keepOnly(addresses: ReadonlySet<Address>): void
  close(): Promise<void>
}

export function createAddressBook(onHealth: OnHealth): AddressBook {
  const known = new Map<string, Address>()
  return {
    find(upstream) {
      const { addresses, health, host, tls } = upstream
      return addresses.map((origin) => {
        const key = JSON.stringify([origin, health, host, tls])
        const address = known.get(key) ?? createAddress(origin, upstream, onHealth)
        known.set(key, address)
        return address
      })
    },
    keepOnly(addresses) {
      for (const [key, address] of known) {
        if (addresses.has(address)) continue
        known.delete(key)
        void address.close()
      }
    },
    async close() {
      await Promise.all([...known.values()].map((address) => address.close()))
    },
  }
}
