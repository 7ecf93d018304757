import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort, startChildUntil } from '@strangler/demo'

export interface RealPrometheus {
  readonly url: string
  close: () => Promise<void>
}

/** Whether this machine has one. */
export async function hasPrometheus(): Promise<boolean> {
  return promisify(execFile)('prometheus', ['--version']).then(
    () => true,
    () => false,
  )
}

/** A Prometheus of its own that scrapes nothing: what it is asked for stands in the query. */
export async function startPrometheus(): Promise<RealPrometheus> {
  const folder = await mkdtemp(join(tmpdir(), 'strangler-prometheus-'))
  await writeFile(join(folder, 'prometheus.yml'), 'scrape_configs: []\n')
  const port = await freePort()
  const child = await startChildUntil(
    {
      name: 'prometheus',
      command: 'prometheus',
      args: [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
    },
    (line) => line.includes('Server is ready'),
  )
  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      await child.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
