import { startHaproxy } from '../../../haproxy/test/support/haproxy.ts'
import { PIN_KEY } from '../cases/pins.ts'
import { askRaw } from './ask-raw.ts'
import type { ListeningPlane } from './plane.ts'
import { tableOf } from '../world.ts'

/** A real HAProxy, steered as the controller steers it. */
export async function startEdgePlane(): Promise<ListeningPlane> {
  const nobody = { old: 'http://127.0.0.1:1', new: 'http://127.0.0.1:1' }
  const haproxy = await startHaproxy(tableOf([], nobody), { pinKey: PIN_KEY })
  const { port } = haproxy.options
  return {
    name: 'edge',
    port,
    pid: haproxy.child().pid,
    traffic: async () => (await haproxy.edge.observe()).traffic,
    serve: (table) => haproxy.edge.apply(table),
    ask: (asked) => askRaw(port, asked),
    close: () => haproxy.close(),
  }
}
