import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { edgeOptions } from './edge-options.ts'
import { createEdgePlane } from './edge-plane.ts'
import { gatewayOptions } from './gateway-environment.ts'
import type { Plane } from './plane.ts'
import { createProxyPlane } from './proxy-plane.ts'

/**
 * The planes that the configuration names, in the order in which requests meet them, for a plan of that name.
 * @throws Error where KUBECONFIG cannot be read, or there is no cluster around this process.
 */
export async function createPlanes(config: Config, log: Log, plan: string): Promise<readonly Plane[]> {
  const { EDGE_DIRECTORY: directory, PROXY_ADMIN_URL: proxy } = config
  const gateway = await createGatewayPlane(config, plan)
  return [
    ...(gateway === null ? [] : [gateway]),
    ...(directory === undefined ? [] : [createEdgePlane(edgeOptions(directory, config), log)]),
    ...(proxy === undefined ? [] : [createProxyPlane(proxy)]),
  ]
}

async function createGatewayPlane(config: Config, plan: string): Promise<Plane | null> {
  const gateway = gatewayOptions(config)
  if (gateway === null) return null
  // The client of the API server is large, and nobody else needs it.
  const { connectCluster } = await import('./kubernetes-cluster.ts')
  const { createKubernetesPlane } = await import('./kubernetes-plane.ts')
  return createKubernetesPlane(connectCluster(config.KUBECONFIG, gateway.namespace), gateway, plan)
}
