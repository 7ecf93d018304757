import { existsSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, repository } from '@strangler/demo'
import { modes } from '../modes.ts'
import { tableOf } from '../table.ts'
import type { Contestant } from './contestant.ts'

const ENTRY = join(repository, 'strangler-proxy/src/main.ts')

/** As its image starts it. */
export const PRODUCTION_FLAGS = [
  '--max-semi-space-size=4',
  '--heap-growing-percent=25',
  '--external-memory-accounted-in-global-limit',
] as const

/** Our proxy on Node. */
export const contestant: Contestant = {
  name: 'strangler-proxy',
  about: 'our proxy, 1,000 routes at 50 %, by request; all of them are asked in turn',
  peer: false,
  modes,
  routes: 1000,
  missing: () => (existsSync(ENTRY) ? null : 'strangler-proxy/src/main.ts is not there'),
  async prepare({ folder, port, upstreams }) {
    const tableFile = join(folder, 'table.json')
    await writeFile(tableFile, JSON.stringify(tableOf(upstreams, 1000, 'request')))
    return {
      command: process.execPath,
      args: [...PRODUCTION_FLAGS, ENTRY],
      env: {
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        PORT: String(port),
        ADMIN_PORT: String(await freePort(new Set([port]))),
        TABLE_FILE: tableFile,
      },
    }
  },
}
