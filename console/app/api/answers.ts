import type { Ask } from './ask.ts'
import { Refusal } from './refusal.ts'
import { reuse } from './reuse.ts'

/** The latest answer to a question, and how it is with it. */
export interface Answer<T> {
  /** Null until there was one; what was answered last while nobody answers. */
  readonly value: T | null
  /** Why there is no newer one. */
  readonly refusal: Refusal | null
  /** When it came, by performance.now(). */
  readonly at: number | null
}

export interface Answers {
  /**
   * What the API answers to GET, asked for when somebody first wants it and again every `everyMs` for as long as views go
   * on wanting it; `onChange` tells when there is something new. With a body it is POST, where that changes nothing.
   */
  get: <T>(path: string, everyMs?: number, body?: unknown) => Answer<T>
  /** Asks again for what is wanted of the paths that begin so, soon and all at once. */
  refresh: (...beginnings: readonly string[]) => void
  /** Asks for nothing any more. */
  close: () => void
}

interface Entry {
  answer: Answer<unknown>
  text: string | null
  isAsked: boolean
  /** When to ask again, by performance.now(). */
  due: number
}

const AGAIN_MS = 1500
/** So that a storm of events makes one question. */
const GATHER_MS = 150
const MOST_ENTRIES = 200

export function createAnswers(ask: Ask, onChange: (refusal: Refusal | null) => void): Answers {
  const entries = new Map<string, Entry>()
  let gathering = false
  let isClosed = false
  const changed = (refusal: Refusal | null): void => {
    if (!isClosed) onChange(refusal)
  }

  return {
    get<T>(path: string, everyMs = Infinity, body?: unknown) {
      const entry = entryOf(entries, body === undefined ? path : `${path} ${JSON.stringify(body)}`)
      if (!isClosed && !entry.isAsked && performance.now() >= entry.due)
        void askFor(() => ask.read(path, body), entry, everyMs).then(changed)
      return entry.answer as Answer<T>
    },
    refresh(...beginnings) {
      for (const [path, entry] of entries)
        if (beginnings.some((beginning) => path.startsWith(beginning))) entry.due = 0
      if (gathering) return
      gathering = true
      setTimeout(() => {
        gathering = false
        changed(null)
      }, GATHER_MS)
    },
    close() {
      isClosed = true
    },
  }
}

/** Puts the next answer into an entry; gives why there is none. */
async function askFor(read: () => Promise<string>, entry: Entry, everyMs: number): Promise<Refusal | null> {
  entry.isAsked = true
  entry.due = Infinity
  try {
    const text = await read()
    // What is the same is the same value, so that who draws it can tell at a glance.
    const value =
      text === entry.text ? entry.answer.value : reuse(entry.answer.value, JSON.parse(text) as unknown)
    entry.text = text
    entry.answer = { value, refusal: null, at: performance.now() }
    entry.due = Math.min(entry.due, performance.now() + everyMs)
    return null
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal('', String(error), null, 0)
    entry.answer = { ...entry.answer, refusal }
    // What is refused for what it asks stays refused.
    const isFinal = refusal.status >= 400 && refusal.status < 429 && everyMs === Infinity
    if (!isFinal) entry.due = performance.now() + AGAIN_MS
    return refusal
  } finally {
    entry.isAsked = false
  }
}

function entryOf(entries: Map<string, Entry>, path: string): Entry {
  const known = entries.get(path)
  // The oldest is what was wanted longest ago.
  entries.delete(path)
  const entry = known ?? {
    answer: { value: null, refusal: null, at: null },
    text: null,
    isAsked: false,
    due: 0,
  }
  entries.set(path, entry)
  const [oldest] = entries.keys()
  if (entries.size > MOST_ENTRIES && oldest !== undefined) entries.delete(oldest)
  return entry
}
