import { createReadStream } from 'node:fs'
import { createArchiveScanner, isArchive, LONGEST_ENTRY } from './archive-entries.ts'
import { readRecordedLine } from './read-line.ts'
import { requestOfEntry, type RecordedRequest } from './recorded-request.ts'

/** What one line (or entry of an HTTP archive) of a recording tells. */
export interface Recorded {
  /** From 1 on. */
  readonly number: number
  /** Null where nobody can read it. */
  readonly request: RecordedRequest | null
  /** How it begins, for who looks for it. */
  readonly text: string
}

const SHOWN = 120

/**
 * Every request of a file: an HTTP archive, or lines of JSON, of an access log or of HAProxy, told apart by what they
 * hold. Read as it is asked for. Throws what reading the file throws.
 */
export async function* readRecording(file: string): AsyncGenerator<Recorded> {
  const pieces = createReadStream(file, 'utf8')[Symbol.asyncIterator]() as AsyncIterableIterator<string>
  const first = await pieces.next()
  if (first.done === true) return
  const all = rejoined(first.value, pieces)
  yield* isArchive(first.value) ? readArchive(all) : readLines(all)
}

async function* rejoined(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first
  yield* rest
}

async function* readArchive(pieces: AsyncIterable<string>): AsyncGenerator<Recorded> {
  const scanner = createArchiveScanner()
  let number = 0
  for await (const piece of pieces)
    for (const entry of scanner.push(piece)) yield recordedOf(++number, entry ?? '', entryRequest)
  // What breaks off is not to pass for a whole.
  if (!scanner.isOver()) yield { number: number + 1, request: null, text: 'the archive breaks off here' }
}

function entryRequest(text: string): RecordedRequest | null {
  try {
    return requestOfEntry(JSON.parse(text))
  } catch {
    return null
  }
}

async function* readLines(pieces: AsyncIterable<string>): AsyncGenerator<Recorded> {
  let [rest, number] = ['', 0]
  for await (const piece of pieces) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      number++
      if (line.trim() !== '') yield recordedOf(number, line.trim(), readRecordedLine)
    }
    // A line without end is not to take all the memory; what it goes on with is no request either.
    if (rest.length > LONGEST_ENTRY) rest = rest.slice(0, SHOWN)
  }
  if (rest.trim() !== '') yield recordedOf(number + 1, rest.trim(), readRecordedLine)
}

function recordedOf(number: number, text: string, read: (text: string) => RecordedRequest | null): Recorded {
  return { number, request: read(text), text: text.slice(0, SHOWN) }
}
