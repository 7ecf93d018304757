import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'

const contextSchema = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string() })

/** Where a controller listens and how to be let in: what the CLI needs to find it on its own machine. */
export type Context = z.output<typeof contextSchema>

/** The context that a file's text holds; null where it holds none. */
export function parseContext(text: string): Context | null {
  try {
    return contextSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}

/** Writes the file whole or not at all, for the owner's eyes only. */
export async function writeContext(file: string, context: Context): Promise<void> {
  await mkdir(dirname(file), { recursive: true })
  const draft = `${file}.${process.pid}`
  // SECURITY: the mode counts for a new file only, and what an earlier process left may be readable by others.
  await rm(draft, { force: true })
  try {
    await writeFile(draft, `${JSON.stringify(context)}\n`, { mode: 0o600 })
    await rename(draft, file)
  } finally {
    await rm(draft, { force: true })
  }
}

/** The token that a controller left there which did not come to stop; null where it is of another one, or others may know it. */
export async function leftToken(file: string, url: string): Promise<string | null> {
  const [text, mode] = await Promise.all([
    readFile(file, 'utf8').catch(() => ''),
    stat(file).then(
      ({ mode }) => mode,
      () => 0o777,
    ),
  ])
  const left = parseContext(text)
  // SECURITY: what others could read is no secret any more.
  return left?.url === url && (mode & 0o077) === 0 ? left.token : null
}

/** Removes the file unless another controller wrote its own there. */
export async function removeContext(file: string, { url }: Context): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (parseContext(text)?.url === url) await rm(file, { force: true })
}
