import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { createEdgePlane } from './edge-plane.ts'
import type { Plane } from './plane.ts'
import { createProxyPlane } from './proxy-plane.ts'

/** The planes that the configuration names, in the order in which requests meet them. */
export function createPlanes(config: Config, log: Log): readonly Plane[] {
  const { EDGE_DIRECTORY: directory, PROXY_ADMIN_URL: proxy } = config
  const edge = {
    host: config.EDGE_HOST,
    port: config.EDGE_PORT,
    certificates: config.EDGE_CERTIFICATES,
    redirectPort: config.EDGE_REDIRECT_PORT,
    statsHost: config.STATS_HOST,
    statsPort: config.STATS_PORT,
    pinKey: config.PIN_KEY,
  }
  return [
    ...(directory === undefined ? [] : [createEdgePlane({ directory, ...edge }, log)]),
    ...(proxy === undefined ? [] : [createProxyPlane(proxy)]),
  ]
}
