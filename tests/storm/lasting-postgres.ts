import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { reachableTemporaryFolder } from '../../demo/src/postgres/reachable.ts'

/** A folder in which an embedded PostgreSQL keeps what it was told, also when it is killed. */
export interface LastingFolder {
  /** For startSystem. */
  readonly env: Readonly<Record<'PGDATA' | 'PGPASSWORD', string>>
  /** Of the process that starts all others of the server. */
  postmaster: () => Promise<number>
  remove: () => Promise<void>
}

export async function lastingFolder(): Promise<LastingFolder> {
  const parent = await mkdtemp(join(await reachableTemporaryFolder(), 'strangler-storm-'))
  await chmod(parent, 0o755)
  const data = join(parent, 'data')
  return {
    env: { PGDATA: data, PGPASSWORD: 'storm' },
    postmaster: async () => Number.parseInt(await readFile(join(data, 'postmaster.pid'), 'utf8'), 10),
    remove: () => rm(parent, { recursive: true, force: true }),
  }
}
