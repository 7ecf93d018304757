import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually, freePort, startChild } from '@strangler/demo'
import { createEdge, haproxyCommand, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import type { RouteTable } from '@strangler/migration-plan'
import type { Steered } from './steered.ts'

/** An HAProxy in a folder of its own. */
export async function startSteeredEdge(table: RouteTable): Promise<Steered> {
  const directory = await mkdtemp(join(tmpdir(), 'steering-'))
  const port = await freePort()
  const statsPort = await freePort(new Set([port]))
  const options = { directory, host: '127.0.0.1', port, statsHost: '127.0.0.1', statsPort }
  await writeEdgeFiles(directory, renderEdge(table, options))
  // Debian keeps haproxy where only root's PATH leads.
  const env = { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` }
  const child = startChild({ name: 'haproxy', ...haproxyCommand(directory), env })
  const edge = createEdge(options)
  const close = async (): Promise<void> => {
    await edge.close()
    await child.stop()
    await rm(directory, { recursive: true, force: true })
  }
  try {
    await eventually(() => edge.observe(), { withinMs: 20_000 })
  } catch (error) {
    await close()
    throw error
  }
  return { url: `http://127.0.0.1:${port}`, apply: (next) => edge.apply(next), close }
}
