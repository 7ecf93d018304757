import { freePort } from '@strangler/demo'
import { haproxyCommand, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import type { Mode } from '../modes.ts'
import { tableOf } from '../table.ts'
import type { Contestant } from './contestant.ts'

/** Our edge with a table of so many routes. */
export function edgeContestant(parts: {
  readonly name: string
  readonly about: string
  readonly modes: readonly Mode[]
  readonly routes: number
  readonly by: 'request' | 'user'
}): Contestant {
  return {
    ...parts,
    peer: false,
    async prepare({ folder, port, upstreams }) {
      const table = tableOf(upstreams, parts.routes, parts.by)
      const statsPort = await freePort(new Set([port]))
      const options = { directory: folder, host: '127.0.0.1', port, statsHost: '127.0.0.1', statsPort }
      await writeEdgeFiles(folder, renderEdge(table, options))
      return haproxyCommand(folder)
    },
  }
}
