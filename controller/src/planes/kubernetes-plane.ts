import {
  ANNOTATIONS,
  K8sError,
  LABELS,
  readWeight,
  renderHttpRoutes,
  type GatewayOptions,
} from '@strangler/k8s'
import { checkGateway } from '../doctor/check-gateway.ts'
import { ControllerError, messageOf } from '../errors.ts'
import { ClusterFault, type Cluster, type LiveRoute } from './kubernetes-cluster.ts'
import { createWriting } from './kubernetes-writing.ts'
import type { Plane } from './plane.ts'

/**
 * The HTTPRoutes of a plan in a cluster. What somebody changed by hand since they were last looked at is never
 * overwritten: such a table is refused, and the next look tells of it.
 */
export function createKubernetesPlane(
  cluster: Cluster,
  options: GatewayOptions,
  planName: string,
  name = 'kubernetes',
): Plane {
  let plan = planName
  /** The objects as they were last seen, by name. */
  let seen: ReadonlyMap<string, LiveRoute> | null = null
  const write = createWriting(cluster)

  async function look(): Promise<ReadonlyMap<string, LiveRoute>> {
    const routes = await cluster.list(plan)
    seen = new Map(routes.map((route) => [route.metadata.name, route]))
    return seen
  }

  return {
    name,
    apply: (table) =>
      explaining(name, 'apply', async () => {
        const { routes } = renderHttpRoutes(table, options)
        plan = table.plan
        const after = new Map(seen ?? (await look()))
        // What was not written is as it was seen before.
        await write(routes, after).finally(() => (seen = after))
      }),
    observe: () =>
      explaining(name, 'observe', async () => {
        const routes = [...(await look()).values()]
        const anchors = routes.filter(({ metadata }) => metadata.annotations?.[ANNOTATIONS.anchor] === 'true')
        const [anchor] = anchors.toSorted((one, other) => (versionOf(other) ?? 0) - (versionOf(one) ?? 0))
        return {
          instance: anchor?.metadata.uid ?? 'none',
          version: anchor === undefined ? null : versionOf(anchor),
          weights: weightsOf(routes),
          traffic: {},
        }
      }),
    inspect: () =>
      explaining(name, 'observe', async () => checkGateway([...(await look()).values()], `plane ${name}`)),
    close: () => cluster.close(),
  }
}

/** Weight by route id; null where the objects of a route differ. */
function weightsOf(routes: readonly LiveRoute[]): Readonly<Record<string, number | null>> {
  const byRoute = Map.groupBy(routes, ({ metadata }) => metadata.labels?.[LABELS.route] ?? '')
  return Object.fromEntries(
    [...byRoute].map(([id, [first, ...others]]) => {
      const weight = first === undefined ? null : readWeight(first)
      return [id, others.every((other) => readWeight(other) === weight) ? weight : null]
    }),
  )
}

function versionOf({ metadata }: LiveRoute): number | null {
  const version = Number(metadata.annotations?.[ANNOTATIONS.version] ?? Number.NaN)
  return Number.isInteger(version) ? version : null
}

async function explaining<T>(name: string, verb: 'apply' | 'observe', work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (thrown) {
    if (thrown instanceof ControllerError) throw thrown
    const what = `plane "${name}": ${messageOf(thrown)}`
    if (thrown instanceof K8sError)
      throw new ControllerError('ERR_PLANE_REFUSED', what, 'mend the plan, or leave the Gateway out')
    if (!(thrown instanceof ClusterFault)) throw thrown
    const { status } = thrown
    const isRefused = verb === 'apply' && status !== null && status < 500
    const remedy =
      status === 401 || status === 403
        ? 'see that its ServiceAccount may get, list, patch, create and delete httproutes'
        : 'see that the API server is well, and that the Gateway API is installed'
    throw new ControllerError(isRefused ? 'ERR_PLANE_REFUSED' : 'ERR_PLANE_UNREACHABLE', what, remedy, {
      cause: thrown,
    })
  }
}
