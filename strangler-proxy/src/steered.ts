import type { RouteTable } from '@strangler/migration-plan'
import { messageOf, ProxyError } from './errors.ts'
import type { Log } from './log.ts'
import type { Reading } from './reading.ts'
import type { Learned } from './shadowing/shadowing.ts'
import type { TableFile } from './table-file.ts'

/** What became of a table that was put. */
export interface Applied {
  readonly version: number
  /** Whether it is on disk too; a full disk keeps nobody from going back. */
  readonly kept: boolean
}

/** A data plane that is steered from outside, in one process or in many. */
export interface Steered {
  readonly instance: string
  readonly table: () => RouteTable | null
  /**
   * Serves a table everywhere, one after the other where several come.
   * Throws ProxyError ERR_PROXY_TABLE_STALE or ERR_PROXY_CA_FILE, and then changes nothing; ERR_PROXY_WORKERS where
   * some worker did not take it in time.
   */
  readonly apply: (table: RouteTable) => Promise<Applied>
  readonly read: () => Promise<Reading>
  /** Metrics of each process that serves, as JSON. */
  readonly measure: () => Promise<readonly (readonly object[])[]>
  /** What each process learned by comparing since this was last asked. */
  readonly learn: () => Promise<readonly Learned[]>
}

/** What it takes to serve tables. */
export interface Fleet {
  readonly instance: string
  readonly table: () => RouteTable | null
  readonly apply: (table: RouteTable) => Promise<void>
  readonly read: () => Promise<Reading>
  readonly measure: () => Promise<readonly (readonly object[])[]>
  readonly learn: () => Promise<readonly Learned[]>
}

/** Keeps the rules of steering: never back to an older version, in order, and on disk where a file is named. */
export function createSteered(fleet: Fleet, file: TableFile | null, log: Log): Steered {
  let before: Promise<unknown> = Promise.resolve()

  async function applyNow(table: RouteTable): Promise<Applied> {
    const served = fleet.table()
    if (served && table.version < served.version)
      throw new ProxyError(
        'ERR_PROXY_TABLE_STALE',
        `table: version ${table.version} is older than version ${served.version}, which is served`,
        'send a newer one, or remove TABLE_FILE and start anew',
      )
    await fleet.apply(table)
    log.info('table applied', { version: table.version, routes: table.routes.length })
    return { version: table.version, kept: await keep(table) }
  }

  async function keep(table: RouteTable): Promise<boolean> {
    if (!file) return false
    try {
      await file.save(table)
      return true
    } catch (error) {
      log.error('table not kept', { error: messageOf(error) })
      return false
    }
  }

  return {
    instance: fleet.instance,
    table: () => fleet.table(),
    read: () => fleet.read(),
    measure: () => fleet.measure(),
    learn: () => fleet.learn(),
    apply(table) {
      const applied = before.then(() => applyNow(table))
      before = applied.catch(() => undefined)
      return applied
    },
  }
}
