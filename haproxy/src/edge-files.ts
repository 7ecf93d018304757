import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { layoutOf } from './layout.ts'
import type { EdgeFiles } from './render/render-edge.ts'

/**
 * Writes rendered files into the folder of an edge, making it if need be. The configuration comes last and at once,
 * so whenever HAProxy starts it finds one whole generation.
 */
export async function writeEdgeFiles(directory: string, files: EdgeFiles): Promise<void> {
  await writeGeneration(directory, files)
  await writeWhole(layoutOf(directory).config, files.config)
}

/** Writes what a configuration refers to; the configuration in use is not touched. */
export async function writeGeneration(directory: string, { generation, files }: EdgeFiles): Promise<void> {
  const folder = generationFolder(directory, generation)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  await Promise.all(Object.entries(files).map(([name, content]) => writeWhole(join(folder, name), content)))
}

export function generationFolder(directory: string, generation: string): string {
  return join(layoutOf(directory).generations, generation)
}

/** Replaces a file, unless it has that content: readers see the old or the new one, never a part. */
export async function writeWhole(file: string, content: string): Promise<void> {
  if ((await readFile(file, 'utf8').catch(() => null)) === content) return
  const draft = `${file}.${randomUUID()}.new`
  try {
    await writeFile(draft, content, { mode: 0o600 })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

/** Removes generations that no configuration refers to any more. */
export async function dropOtherGenerations(directory: string, current: string): Promise<void> {
  const folder = layoutOf(directory).generations
  const others = (await readdir(folder)).filter((name) => name !== current)
  await Promise.all(others.map((name) => rm(join(folder, name), { recursive: true, force: true })))
}
