import type { CallerStore, LegacyCaller } from '../store/caller-store.ts'

/** What a source told since it was last read. */
export interface Seen {
  /** Up to where it was read. */
  readonly mark: string
  /** Why something before may have been missed; null where nothing was. */
  readonly gap: string | null
  readonly callers: readonly Omit<LegacyCaller, 'source'>[]
  readonly checks: number
}

/** Up to where each source was read, on paper and in memory. */
export interface Ledger {
  markOf: (name: string) => string | undefined
  /** Writes down what a source told, or once in a while that it told nothing. @throws ControllerError ERR_DATABASE_… */
  take: (name: string, seen: Seen) => Promise<void>
}

const SAVE_EVERY_MS = 5000

/** @throws ControllerError ERR_DATABASE_… */
export async function openLedger(store: CallerStore): Promise<Ledger> {
  const sources = new Map((await store.sources()).map((source) => [source.name, source]))
  return {
    markOf: (name) => sources.get(name)?.mark,
    async take(name, { mark, gap, callers, checks }) {
      const before = sources.get(name)
      const seenAt = new Date()
      const isQuiet = callers.length === 0 && checks === 0 && gap === null
      if (before && isQuiet && seenAt.getTime() - before.seenAt.getTime() < SAVE_EVERY_MS) {
        sources.set(name, { ...before, mark })
        return
      }
      const watch =
        before && gap === null
          ? { watchedSince: before.watchedSince, note: before.note }
          : { watchedSince: seenAt, note: gap }
      const source = { name, seenAt, mark, ...watch, checks: (before?.checks ?? 0) + checks }
      await store.record(
        source,
        callers.map((caller) => ({ ...caller, source: name })),
      )
      sources.set(name, source)
    },
  }
}
