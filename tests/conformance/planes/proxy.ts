import { freePort } from '@strangler/demo'
import { startProcess } from '../../support/process.ts'
import { PIN_KEY } from '../cases/pins.ts'
import { askRaw } from './ask-raw.ts'
import type { ListeningPlane } from './plane.ts'

/** A real strangler-proxy, told over its admin API as the controller tells it. */
export async function startProxyPlane(): Promise<ListeningPlane> {
  const port = await freePort()
  const adminPort = await freePort(new Set([port]))
  const child = await startProcess(
    'strangler-proxy/src/main.ts',
    { PORT: String(port), ADMIN_PORT: String(adminPort), PIN_KEY },
    { until: (line) => line.includes('"message":"listening"') },
  )
  return {
    name: 'proxy',
    port,
    pid: child.pid,
    async traffic() {
      const response = await fetch(`http://127.0.0.1:${adminPort}/observation`)
      return ((await response.json()) as { traffic: Awaited<ReturnType<ListeningPlane['traffic']>> }).traffic
    },
    async serve(table) {
      const response = await fetch(`http://127.0.0.1:${adminPort}/table`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(table),
      })
      if (!response.ok) throw new Error(`the proxy refuses the table: ${await response.text()}`)
    },
    ask: (asked) => askRaw(port, asked),
    async close() {
      await child.stop()
    },
  }
}
