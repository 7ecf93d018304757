import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

/** Where a controller listens and how to be let in: what the CLI needs to find it on its own machine. */
export const contextSchema = z.object({ url: z.url(), token: z.string() })
export type Context = z.output<typeof contextSchema>

/** Writes the file whole or not at all, for the owner's eyes only. */
export async function writeContext(file: string, context: Context): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, `${JSON.stringify(context)}\n`, { mode: 0o600 })
  await rename(draft, file)
}

/** Removes the file unless another controller wrote its own there. */
export async function removeContext(file: string, { url }: Context): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (text.includes(JSON.stringify(url))) await rm(file, { force: true })
}
