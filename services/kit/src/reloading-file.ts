import { readFile, stat } from 'node:fs/promises'
import type { Logger } from './log.ts'

const LOOK_EVERY_MS = 1000

/** The parsed content of a file that may be replaced while we run. */
export interface ReloadingFile<T> {
  /** The newest good content: the file is looked at once a second at most, and a broken replacement is logged, not taken. */
  current(): Promise<T>
}

/** Reads and parses `path` now (throws if that fails) and again whenever it changes: keys rotate without a restart. */
export async function openReloadingFile<T>(
  path: string,
  parse: (text: string) => T | Promise<T>,
  logger?: Logger,
): Promise<ReloadingFile<T>> {
  let stamp = await stampOf(path)
  let value = await parse(await readFile(path, 'utf8'))
  let lookedAt = performance.now()
  const look = async () => {
    const seen = await stampOf(path)
    if (seen === stamp) return
    value = await parse(await readFile(path, 'utf8'))
    stamp = seen
    logger?.info('keys reloaded', { file: path })
  }
  return {
    async current() {
      if (performance.now() - lookedAt < LOOK_EVERY_MS) return value
      lookedAt = performance.now()
      await look().catch((error: unknown) =>
        logger?.error('the keys could not be reloaded; the last good ones stay', { file: path, error }),
      )
      return value
    },
  }
}

/** Kubernetes swaps a symlink, editors rename: so the inode counts besides time and size. */
async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path)
  return `${mtimeMs} ${size} ${ino}`
}
