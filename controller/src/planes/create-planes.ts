import type { Config } from '../config.ts'
import type { Plane } from './plane.ts'
import { createProxyPlane } from './proxy-plane.ts'

/** The planes that the configuration names, in the order in which requests meet them. */
export function createPlanes(config: Config): readonly Plane[] {
  const { PROXY_ADMIN_URL } = config
  return PROXY_ADMIN_URL === undefined ? [] : [createProxyPlane(PROXY_ADMIN_URL)]
}
