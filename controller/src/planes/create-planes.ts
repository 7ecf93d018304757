import type { Config } from '../config.ts'
import { createEdgePlane } from './edge-plane.ts'
import type { Plane } from './plane.ts'
import { createProxyPlane } from './proxy-plane.ts'

/** The planes that the configuration names, in the order in which requests meet them. */
export function createPlanes(config: Config): readonly Plane[] {
  const { EDGE_DIRECTORY: directory, PROXY_ADMIN_URL: proxy } = config
  const edge = {
    host: config.EDGE_HOST,
    port: config.EDGE_PORT,
    statsHost: config.STATS_HOST,
    statsPort: config.STATS_PORT,
    pinKey: config.PIN_KEY,
  }
  return [
    ...(directory === undefined ? [] : [createEdgePlane({ directory, ...edge })]),
    ...(proxy === undefined ? [] : [createProxyPlane(proxy)]),
  ]
}
