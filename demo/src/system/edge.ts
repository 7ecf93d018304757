import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { haproxyCommand, renderEdge, writeEdgeFiles } from '@strangler/haproxy'
import { compileTable, formatProblem, parsePlan } from '@strangler/migration-plan'
import { inheritedEnvironment } from '../config.ts'
import { DemoError } from '../errors.ts'
import { repository } from '../repository.ts'
import type { Ports } from './ports.ts'
import { supervise, type Supervised } from './supervise.ts'

export interface EdgeParts {
  /** Short enough for the path of a socket in it. */
  readonly folder: string
  readonly ports: Ports
  /** What the plan's addresses come from. */
  readonly upstreams: Readonly<Record<string, string>>
  readonly logFile: string
  readonly tell: (line: string) => void
}

/** Starts HAProxy with every route at legacy; the controller then brings it to where the routes stand. */
export async function startEdge(parts: EdgeParts): Promise<Supervised> {
  const { folder, ports, upstreams, logFile, tell } = parts
  const file = 'migration-plan/plans/mythoughts.yaml'
  const parsed = parsePlan(await readFile(join(repository, file), 'utf8'), { file, env: upstreams })
  if (!parsed.ok) throw new DemoError('ERR_DEMO_PLAN', parsed.problems.map(formatProblem).join('\n'))
  const options = {
    directory: folder,
    host: '127.0.0.1',
    port: ports.edge,
    statsHost: '127.0.0.1',
    statsPort: ports.stats,
  }
  await writeEdgeFiles(folder, renderEdge(compileTable(parsed.plan, {}, 0), options))
  // Debian keeps haproxy where only root's PATH leads.
  const env = { PATH: `${inheritedEnvironment()['PATH'] ?? ''}:/usr/sbin` }
  const spec = { name: 'edge', ...haproxyCommand(folder), env, logFile }
  return supervise(spec, (line) => line.includes('Loading success'), tell)
}
