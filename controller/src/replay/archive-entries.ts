/** Longer ones are let go of, and told as unreadable. */
export const LONGEST_ENTRY = 64 * 1024 * 1024

/** Finds the members of `log.entries` in a text that comes piece by piece, without the whole being held. */
export interface ArchiveScanner {
  /** The entries that end in this piece, as JSON; null for one that is too long. */
  readonly push: (piece: string) => readonly (string | null)[]
  /** Whether the list of entries came to its end. */
  readonly isOver: () => boolean
}

/** Whether a text begins as an HTTP archive does. */
export function isArchive(start: string): boolean {
  return /^\uFEFF?\s*\{\s*"log"\s*:/.test(start)
}

const ENTRIES_DEPTH = 3

export function createArchiveScanner(): ArchiveScanner {
  let depth = 0
  let [inText, escaped, within, over] = [false, false, false, false]
  /** The last text, to know the list by its name. */
  let name = ''
  let entry = ''
  let done: (string | null)[] = []

  function open(character: string): void {
    depth++
    if (character === '[' && depth === ENTRIES_DEPTH && name === 'entries') within = true
  }

  function close(): void {
    if (within && depth === ENTRIES_DEPTH + 1) {
      done.push(entry.length > LONGEST_ENTRY ? null : entry)
      entry = ''
    }
    if (within && depth === ENTRIES_DEPTH) [within, over] = [false, true]
    depth--
  }

  function readText(character: string): void {
    if (escaped) escaped = false
    else if (character === '\\') escaped = true
    else if (character === '"') inText = false
    else if (depth < ENTRIES_DEPTH) name += character
  }

  function read(character: string): void {
    if (inText) return readText(character)
    if (character === '"') [inText, name] = [true, depth < ENTRIES_DEPTH ? '' : name]
    else if (character === '{' || character === '[') open(character)
  }

  return {
    push(piece) {
      done = []
      for (const character of piece) {
        read(character)
        if (within && depth > ENTRIES_DEPTH && entry.length <= LONGEST_ENTRY) entry += character
        if (!inText && (character === '}' || character === ']')) close()
      }
      return done
    },
    isOver: () => over,
  }
}
