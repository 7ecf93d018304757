import { join } from 'node:path'
import type { RouteTable } from '@strangler/migration-plan'
import { generationFolder, writeEdgeFiles, writeWhole } from '../edge-files.ts'
import { isRoute, SERVER_STATE } from '../layout.ts'
import type { EdgeOptions } from '../options.ts'
import { withLive, type EdgeFiles } from '../render/render-edge.ts'
import { MAINTENANCE, OPERATORS, serverState, type KeptStates } from '../server-state.ts'
import type { Snapshot } from './snapshot.ts'

/** Keeps on disk what runs, so that an HAProxy that crashes comes back as it was before anybody tells it. */
export interface Keeper {
  /** HAProxy serves the table, from the files of its generation. */
  took(table: RouteTable, files: EdgeFiles, after: Snapshot): Promise<void>
  /** HAProxy runs so: operators may have been at work since. */
  saw(snapshot: Snapshot): Promise<void>
}

export function createKeeper(options: Pick<EdgeOptions, 'directory' | 'proxy'>): Keeper {
  const { directory } = options
  let served: { readonly table: RouteTable; readonly generation: string } | undefined
  let kept = ''
  return {
    async took(table, files, after) {
      const all = withLive(files, table, options, lastingStates(after))
      await writeEdgeFiles(directory, all)
      served = { table, generation: files.generation }
      kept = all.files[SERVER_STATE] ?? ''
    },
    async saw(snapshot) {
      if (served?.generation !== snapshot.generation) return
      const state = serverState(served.table, options, lastingStates(snapshot))
      if (state === kept) return
      await writeWhole(join(generationFolder(directory, snapshot.generation), SERVER_STATE), state)
      kept = state
    },
  }
}

/** What a crash must not undo. Health is not kept: it may have changed by the time that HAProxy is back. */
function lastingStates({ servers }: Snapshot): KeptStates {
  return new Map(
    servers.flatMap(({ backend, name, admin, weight }) => {
      const set = admin & OPERATORS
      const state = { admin: set, up: (set & MAINTENANCE) === 0, weight }
      return set !== 0 || isRoute(backend) ? [[`${backend}/${name}`, state] as const] : []
    }),
  )
}
