import { readdir, readFile } from 'node:fs/promises'

/** A process as Linux tells of it in /proc. */
export interface Running {
  readonly pid: number
  readonly command: string
}

interface Entry extends Running {
  readonly parent: number
}

/** All processes below this one that still run. */
export async function descendantsOf(pid: number): Promise<readonly Running[]> {
  const entries = await processes()
  const below = (parent: number): readonly Entry[] =>
    entries.filter((entry) => entry.parent === parent).flatMap((entry) => [entry, ...below(entry.pid)])
  return below(pid)
}

/** Those of the given that still run. */
export async function stillRunning(those: readonly Running[]): Promise<readonly Running[]> {
  const entries = await processes()
  return those.filter(({ pid, command }) =>
    entries.some((entry) => entry.pid === pid && entry.command === command),
  )
}

/** Memory that a process and all below it hold, in MiB. */
export async function residentMib(pid: number): Promise<number> {
  const pids = [pid, ...(await descendantsOf(pid)).map((below) => below.pid)]
  const sizes = await Promise.all(
    pids.map(async (each) => {
      const status = await readFile(`/proc/${each}/status`, 'utf8').catch(() => '')
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0)
    }),
  )
  return sizes.reduce((sum, size) => sum + size, 0) / 1024
}

async function processes(): Promise<readonly Entry[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const entries = await Promise.all(pids.map((pid) => entryOf(pid).catch(() => null)))
  return entries.filter((entry) => entry !== null)
}

/** Null for one that has ended and only waits to be collected. */
async function entryOf(pid: string): Promise<Entry | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // The name before the last parenthesis may hold anything.
  const [state = '', parent = ''] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (state === 'Z') return null
  const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ').trim()
  return { pid: Number(pid), parent: Number(parent), command }
}
