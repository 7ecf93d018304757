import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { edgeOptions } from './edge-options.ts'
import { createEdgePlane } from './edge-plane.ts'
import type { Plane } from './plane.ts'
import { createProxyPlane } from './proxy-plane.ts'

/** The planes that the configuration names, in the order in which requests meet them. */
export function createPlanes(config: Config, log: Log): readonly Plane[] {
  const { EDGE_DIRECTORY: directory, PROXY_ADMIN_URL: proxy } = config
  return [
    ...(directory === undefined ? [] : [createEdgePlane(edgeOptions(directory, config), log)]),
    ...(proxy === undefined ? [] : [createProxyPlane(proxy)]),
  ]
}
