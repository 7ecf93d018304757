import { ANNOTATIONS, readWeight, type HttpRoute } from '@strangler/k8s'
import { ControllerError } from '../errors.ts'
import { ClusterFault, type Cluster, type LiveRoute } from './kubernetes-cluster.ts'

const TRIES = 3
/** Requests at once: an API server queues what one client floods it with. */
const AT_ONCE = 8

/**
 * Brings a cluster to the objects that are rendered: writes those that differ, what tells of the whole table last, and
 * deletes what is no more. `objects` are those there are, by name; it follows what is done.
 */
export function createWriting(
  cluster: Cluster,
): (rendered: readonly HttpRoute[], objects: Map<string, LiveRoute>) => Promise<void> {
  const written = createMemory()
  return async (rendered, objects) => {
    const write = async (route: HttpRoute): Promise<void> => {
      const { name } = route.metadata
      const live = await writeRoute(cluster, route, objects.get(name))
      objects.set(name, live)
      written.keep(route, live)
    }
    const isAnchor = ({ metadata }: HttpRoute): boolean => ANNOTATIONS.anchor in metadata.annotations
    const differs = (route: HttpRoute): boolean => !written.holds(route, objects.get(route.metadata.name))
    await eachOf(
      rendered.filter((route) => !isAnchor(route) && differs(route)),
      write,
    )
    await eachOf(rendered.filter(isAnchor), write)
    const wanted = new Set(rendered.map(({ metadata }) => metadata.name))
    await eachOf(
      [...objects.keys()].filter((name) => !wanted.has(name)),
      async (name) => {
        await cluster.remove(name)
        objects.delete(name)
      },
    )
  }
}

/** What was written, and what became of it: what is still so need not be written again, but for its version. */
function createMemory() {
  const kept = new Map<string, string>()
  const textOf = ({ metadata, spec }: HttpRoute, live: LiveRoute): string => {
    const unversioned = (annotations = {}): object => ({ ...annotations, [ANNOTATIONS.version]: '' })
    const { annotations, uid } = live.metadata
    return JSON.stringify([unversioned(metadata.annotations), spec, unversioned(annotations), live.spec, uid])
  }
  return {
    keep: (route: HttpRoute, live: LiveRoute): void => void kept.set(live.metadata.name, textOf(route, live)),
    holds: (route: HttpRoute, live: LiveRoute | undefined): boolean =>
      live !== undefined && kept.get(live.metadata.name) === textOf(route, live),
  }
}

/** Writes one object, unless its weights are others by now than those that it was told from. */
async function writeRoute(
  cluster: Cluster,
  route: HttpRoute,
  before: LiveRoute | undefined,
): Promise<LiveRoute> {
  let from = before
  for (let tries = 0; tries < TRIES; tries++) {
    try {
      return await cluster.apply(route, from, tries > 0)
    } catch (fault) {
      if (!(fault instanceof ClusterFault && fault.status === 409)) throw fault
    }
    // Another's fields are taken over only if what was decided on is still there: the Gateway writes its status too.
    from = (await cluster.get(route.metadata.name)) ?? undefined
    if (before !== undefined && from !== undefined && readWeight(from) !== readWeight(before)) {
      const what = `HTTPRoute "${route.metadata.name}" was changed in the meantime`
      throw new ControllerError('ERR_PLANE_REFUSED', what, 'look at the status, and try again')
    }
  }
  const what = `HTTPRoute "${route.metadata.name}" changed ${TRIES} times while it was written`
  throw new ControllerError(
    'ERR_PLANE_REFUSED',
    what,
    'see who else writes it: kubectl get --show-managed-fields',
  )
}

async function eachOf<T>(list: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  for (let at = 0; at < list.length; at += AT_ONCE)
    await Promise.all(list.slice(at, at + AT_ONCE).map((item) => work(item)))
}
