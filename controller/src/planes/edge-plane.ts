import { createEdge, HaproxyError, type Edge, type EdgeOptions } from '@strangler/haproxy'
import { checkEdge } from '../doctor/check-edge.ts'
import { ControllerError, messageOf } from '../errors.ts'
import type { Log } from '../log.ts'
import type { Plane } from './plane.ts'

const RENEW_EVERY_MS = 5000

/** The HAProxy of a folder, steered over its sockets. */
export function createEdgePlane(options: EdgeOptions, log: Log, name = 'edge'): Plane {
  const edge = createEdge(options)
  const renewal = options.certificates === undefined ? undefined : keepRenewed(edge, log)
  return {
    name,
    apply: (table) => explaining(name, edge.apply(table)),
    observe: () => explaining(name, edge.observe()),
    release: (route) => explaining(name, edge.release(route)),
    servers: () => explaining(name, edge.servers()),
    statsPage: `http://${hostInUrl(options.statsHost)}:${options.statsPort}/`,
    inspect: () => explaining(name, checkEdge(options, `plane ${name}`)),
    async close() {
      clearInterval(renewal)
      await edge.close()
    },
  }
}

function hostInUrl(host: string): string {
  return host.includes(':') ? `[${host}]` : host
}

/** Takes certificates into service soon after they changed on disk; what is wrong with them is logged once. */
function keepRenewed(edge: Edge, log: Log): NodeJS.Timeout {
  let complaint = ''
  return setInterval(() => {
    edge.renew().then(
      (renewed) => {
        complaint = ''
        if (renewed) log.info('certificates taken into service')
      },
      (error: unknown) => {
        // An edge that is away is told of by whoever observes it.
        if (error instanceof HaproxyError && error.code === 'ERR_HAPROXY_UNREACHABLE') return
        if (messageOf(error) !== complaint) log.error('certificates not taken', { error: messageOf(error) })
        complaint = messageOf(error)
      },
    )
  }, RENEW_EVERY_MS).unref()
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
