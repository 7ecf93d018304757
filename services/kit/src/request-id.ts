import { AsyncLocalStorage } from 'node:async_hooks'
import { randomUUID } from 'node:crypto'

const SANE = /^[\w.:-]{1,128}$/
const storage = new AsyncLocalStorage<string>()

/** The id of the request that is being served, or undefined outside of one. */
export function currentRequestId(): string | undefined {
  return storage.getStore()
}

/** Runs `work` and all that it starts as part of the request `id`. */
export function withRequestId<T>(id: string, work: () => T): T {
  return storage.run(id, work)
}

/** Whether an id may stand in logs, headers and comments as it is. */
export function isSaneRequestId(id: string): boolean {
  return SANE.test(id)
}

/** The caller's id if it is a single sane one (letters, digits, `_ . : -`, at most 128), else a new UUID. */
export function requestIdFrom(header: string | readonly string[] | undefined): string {
  return typeof header === 'string' && isSaneRequestId(header) ? header : randomUUID()
}
