import { join } from 'node:path'
import { repository, startChildUntil, type Child } from '@strangler/demo'

/** Starts one of our TypeScript entries (path from the root) and waits for a line that satisfies `until`. */
export async function startProcess(
  entry: string,
  env: Readonly<Record<string, string>>,
  { until, withinMs = 60_000 }: { until: (line: string) => boolean; withinMs?: number },
): Promise<Child & { readonly readyLine: string }> {
  return startChildUntil(
    { name: entry, command: process.execPath, args: [join(repository, entry)], env },
    until,
    withinMs,
  )
}

/** The address in a process's line `listening`. */
export function listeningUrl(line: string): string {
  const { host, port } = JSON.parse(line) as { host: string; port: number }
  return `http://${host}:${port}`
}
