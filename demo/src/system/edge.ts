import { haproxyCommand, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import { compileTable } from '@strangler/migration-plan'
import { inheritedEnvironment } from '../config.ts'
import { readPlan } from '../read-plan.ts'
import type { Ports } from './ports.ts'
import { supervise, type Supervised } from './supervise.ts'

export interface EdgeParts {
  /** Short enough for the path of a socket in it. */
  readonly folder: string
  readonly ports: Ports
  /** What the plan's addresses come from. */
  readonly upstreams: Readonly<Record<string, string>>
  readonly pinKey: string
  readonly logFile: string
  readonly syslogUrl: string | undefined
  readonly tell: (line: string) => void
}

/** Starts HAProxy with every route at legacy; the controller then brings it to where the routes stand. */
export async function startEdge(parts: EdgeParts): Promise<Supervised> {
  const { folder, ports, upstreams, pinKey, logFile, syslogUrl, tell } = parts
  const table = compileTable(await readPlan(upstreams), {}, 0)
  const options = {
    directory: folder,
    host: '127.0.0.1',
    port: ports.edge,
    statsHost: '127.0.0.1',
    statsPort: ports.stats,
    pinKey,
    syslogUrl,
    proxy: `127.0.0.1:${ports.proxy}`,
  }
  await writeEdgeFiles(folder, renderEdge(table, options))
  // Debian keeps haproxy where only root's PATH leads.
  const env = { PATH: `${inheritedEnvironment()['PATH'] ?? ''}:/usr/sbin` }
  const spec = { name: 'edge', ...haproxyCommand(folder), env, logFile }
  return supervise(spec, (line) => line.includes('Loading success'), tell)
}
