import { createEdge, HaproxyError, type EdgeOptions } from '@strangler/haproxy'
import { ControllerError } from '../errors.ts'
import type { Plane } from './plane.ts'

/** The HAProxy of a folder, steered over its sockets. */
export function createEdgePlane(options: EdgeOptions, name = 'edge'): Plane {
  const edge = createEdge(options)
  return {
    name,
    apply: (table) => explaining(name, edge.apply(table)),
    observe: () => explaining(name, edge.observe()),
    close: () => edge.close(),
  }
}

async function explaining<T>(name: string, work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (!(error instanceof HaproxyError)) throw error
    const code = error.code === 'ERR_HAPROXY_UNREACHABLE' ? 'ERR_PLANE_UNREACHABLE' : 'ERR_PLANE_REFUSED'
    const remedy = 'see that HAProxy runs and that EDGE_DIRECTORY is its folder'
    throw new ControllerError(code, `plane "${name}": ${error.message}`, remedy, { cause: error })
  }
}
