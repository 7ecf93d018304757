import type { Upstream } from '@strangler/migration-plan'
import type { BackendRef } from './http-route.ts'

const NAME = /^[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/
const CLUSTER = /^([^.]+)(?:\.([^.]+)(?:\.svc(?:\.cluster\.local)?)?)?$/

/**
 * The Service behind an address of an upstream: `http://name[.namespace[.svc[.cluster.local]]]:port`; null where
 * it names none.
 */
export function serviceOf(
  address: string,
): (Required<Pick<BackendRef, 'name' | 'port'>> & BackendRef) | null {
  const { protocol, hostname, port } = new URL(address)
  const [, name = '', namespace] = CLUSTER.exec(hostname) ?? []
  if (!NAME.test(name) || name === 'localhost' || (namespace !== undefined && !NAME.test(namespace)))
    return null
  const number = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port)
  return { name, ...(namespace === undefined ? {} : { namespace }), port: number }
}

/** The Services of an upstream, one for each of its addresses. */
export function servicesOf({ addresses }: Upstream): readonly BackendRef[] {
  return addresses.flatMap((address) => serviceOf(address) ?? [])
}
