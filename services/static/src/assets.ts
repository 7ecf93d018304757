import { copyFile, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

const require = createRequire(import.meta.url)
const FILES = { 'bootstrap.css': require.resolve('bootstrap/dist/css/bootstrap.css') }

/** A folder with every file in three forms: plain, `.br` and `.gz`. */
export interface Assets {
  readonly folder: string
  remove(): Promise<void>
}

/** Compresses the files once, so that no request waits for it. */
export async function prepareAssets(): Promise<Assets> {
  const folder = await mkdtemp(join(tmpdir(), 'static-'))
  for (const [name, source] of Object.entries(FILES)) {
    const plain = join(folder, name)
    const bytes = await readFile(source)
    await copyFile(source, plain)
    await writeFile(`${plain}.br`, await promisify(brotliCompress)(bytes))
    await writeFile(`${plain}.gz`, await promisify(gzip)(bytes))
    // The source's own time, so that every replica tells the same Last-Modified and ETag.
    const { atime, mtime } = await stat(source)
    for (const form of ['', '.br', '.gz']) await utimes(plain + form, atime, mtime)
  }
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) }
}
