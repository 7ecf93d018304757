import { join } from 'node:path'
import { freePort, repository, startChildUntil } from '@strangler/demo'
import { movesBetween, type RouteTable } from '@strangler/migration-plan'
import { Pool } from 'undici'
import type { Steered } from './steered.ts'

/** A strangler-proxy of so many worker processes. */
export async function startSteeredProxy(table: RouteTable, workers: number): Promise<Steered> {
  const port = await freePort()
  const adminPort = await freePort(new Set([port]))
  const child = await startChildUntil(
    {
      name: 'strangler-proxy',
      command: process.execPath,
      args: [join(repository, 'strangler-proxy/src/main.ts')],
      env: {
        PORT: String(port),
        ADMIN_PORT: String(adminPort),
        WORKERS: String(workers),
      },
    },
    (line) => line.includes('"listening"'),
  )
  const admin = new Pool(`http://127.0.0.1:${adminPort}`)
  let served: RouteTable | null = null
  const steered: Steered = {
    url: `http://127.0.0.1:${port}`,
    async apply(next) {
      // As the controller tells it.
      const moves = served && movesBetween(served, next)
      const { statusCode, body } = await admin.request({
        path: '/table',
        method: moves === null ? 'PUT' : 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(moves ?? next),
      })
      const text = await body.text()
      if (statusCode !== 200) throw new Error(`the proxy does not take the table: ${text}`)
      served = next
    },
    async close() {
      await admin.close()
      await child.stop()
    },
  }
  await steered.apply(table)
  return steered
}
