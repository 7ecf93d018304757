import type { RefusedCalls } from '../store/call-store.ts'

export type RefusedCall = Pick<RefusedCalls, 'client' | 'operation' | 'status' | 'claimed'>

/** Counts refused calls until they are written down: bounded, whoever calls and however often. */
export interface RefusedCallCounter {
  note: (call: RefusedCall) => void
  /** Since the process began, by status. */
  totals: () => ReadonlyMap<number, number>
  /** Hands what was counted to `write`, and keeps it where that fails. */
  flush: (write: (calls: readonly RefusedCalls[]) => Promise<void>) => Promise<void>
}

const MINUTE_MS = 60_000
/** Beyond so many that differ and are not written yet, clients are no longer told apart. */
const MOST_APART = 500
/** Beyond so many they are in the totals only. */
const MOST_UNWRITTEN = 5000
export const OTHER_CLIENTS = 'others'

export function createRefusedCallCounter(): RefusedCallCounter {
  let counted = new Map<string, RefusedCalls>()
  const totals = new Map<number, number>()

  function add(calls: RefusedCalls): void {
    const { minute, operation, status } = calls
    const keyOf = (client: string): string =>
      [minute.toISOString(), client, operation, String(status)].join(' ')
    const own = keyOf(calls.client)
    const client = counted.has(own) || counted.size < MOST_APART ? calls.client : OTHER_CLIENTS
    const before = counted.get(keyOf(client))
    if (!before && counted.size >= MOST_UNWRITTEN) return
    counted.set(keyOf(client), { ...calls, client, count: calls.count + (before?.count ?? 0) })
  }

  return {
    note(call) {
      const now = new Date()
      totals.set(call.status, (totals.get(call.status) ?? 0) + 1)
      const minute = new Date(Math.floor(now.getTime() / MINUTE_MS) * MINUTE_MS)
      add({ ...call, minute, lastAt: now, count: 1 })
    },
    totals: () => totals,
    async flush(write) {
      const taken = counted
      counted = new Map()
      try {
        await write([...taken.values()])
      } catch (error) {
        const since = [...counted.values()]
        counted = taken
        for (const calls of since) add(calls)
        throw error
      }
    },
  }
}
