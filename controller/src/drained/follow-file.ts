import { open, readdir, stat, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'

/** Up to where a file was read: which one, and how many bytes of it. */
export interface Place {
  readonly inode: number
  readonly offset: number
}

const place = z.object({ inode: z.number(), offset: z.number() })

export function parsePlace(text: string): Place | null {
  try {
    return place.parse(JSON.parse(text))
  } catch {
    return null
  }
}

export interface Passage {
  readonly lines: readonly string[]
  readonly place: Place
  /** Why something may have been missed before these lines; null where nothing was. */
  readonly gap: string | null
  /** Whether there is more to read. */
  readonly hasMore: boolean
}

const MOST_BYTES = 1024 * 1024

/**
 * What was written to a log since a place, across its rotation: a file that was renamed is read to its end before the
 * new one. Without a place it begins at the end. Whole lines only; throws as node:fs does.
 */
export async function readOn(file: string, from: Place | null): Promise<Passage> {
  const now = await stat(file)
  if (from === null)
    return { lines: [], place: { inode: now.ino, offset: now.size }, gap: null, hasMore: false }
  if (from.inode === now.ino) {
    if (from.offset > now.size)
      return restarted(now.ino, 'the access log was cut short: lines before that may be lost')
    return readFrom(file, from)
  }
  const renamed = await findRenamed(file, from.inode)
  if (renamed === null)
    return restarted(now.ino, 'the access log was replaced, and the one before is not beside it')
  const rest = await readFrom(renamed, from)
  if (rest.lines.length > 0) return { ...rest, hasMore: true }
  return { lines: [], place: { inode: now.ino, offset: 0 }, gap: null, hasMore: true }
}

function restarted(inode: number, gap: string): Passage {
  return { lines: [], place: { inode, offset: 0 }, gap, hasMore: true }
}

async function findRenamed(file: string, inode: number): Promise<string | null> {
  const folder = dirname(file)
  for (const name of await readdir(folder)) {
    const found = await stat(join(folder, name)).catch(() => null)
    if (found?.ino === inode) return join(folder, name)
  }
  return null
}

async function readFrom(file: string, { offset, inode }: Place): Promise<Passage> {
  const handle = await open(file)
  try {
    const bytes = await readBytes(handle, offset)
    // A line without end that is longer than all that is read at once is let go.
    const end =
      bytes.length === MOST_BYTES && !bytes.includes('\n') ? bytes.length : bytes.lastIndexOf('\n') + 1
    const lines = bytes.subarray(0, end).toString('utf8').split('\n').slice(0, -1)
    return { lines, place: { inode, offset: offset + end }, gap: null, hasMore: bytes.length === MOST_BYTES }
  } finally {
    await handle.close()
  }
}

async function readBytes(handle: FileHandle, position: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, position)
  return buffer.subarray(0, bytesRead)
}
