import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, repository, startChild } from '@strangler/demo'
import { createEdge, haproxyCommand, renderEdge, writeEdgeFiles, type Edge } from '@strangler/haproxy'
import { compileTable, isMovable, parsePlan, standingFor, type Plan } from '@strangler/migration-plan'
import { eventually } from './eventually.ts'
import { shortFolder, type MyThoughts } from './my-thoughts.ts'

/** A real HAProxy in front of MyThoughts, driven by the worked example's plan. */
export interface EdgeInFront extends AsyncDisposable {
  readonly url: string
  readonly edge: Edge
  /** Lets the candidates answer `weight` percent of every route that can move. */
  moveAll(weight: number): Promise<void>
}

export async function startEdge({ upstreams }: MyThoughts): Promise<EdgeInFront> {
  const plan = await readPlan(upstreams)
  const folder = await shortFolder()
  const port = await freePort()
  const statsPort = await freePort(0, new Set([port]))
  const options = { directory: folder.path, host: '127.0.0.1', port, statsHost: '127.0.0.1', statsPort }
  let version = 1
  const tableAt = (weight: number) => {
    const movable = plan.routes.filter((route) => isMovable(route))
    const standings = movable.map(({ id }) => [id, standingFor(weight)] as const)
    return compileTable(plan, Object.fromEntries(standings), version++)
  }
  await writeEdgeFiles(folder.path, renderEdge(tableAt(0), options))
  const haproxy = startChild({
    name: 'haproxy',
    ...haproxyCommand(folder.path),
    env: { PATH: `${process.env['PATH'] ?? ''}:/usr/sbin` },
  })
  const edge = createEdge(options)
  const url = `http://127.0.0.1:${port}`
  await eventually(async () => (await fetch(`${url}/login/`)).status === 200)
  return {
    url,
    edge,
    moveAll: (weight) => edge.apply(tableAt(weight)),
    async [Symbol.asyncDispose]() {
      await edge.close()
      await haproxy.stop()
      await folder[Symbol.asyncDispose]()
    },
  }
}

async function readPlan(upstreams: MyThoughts['upstreams']): Promise<Plan> {
  const text = await readFile(join(repository, 'migration-plan/plans/mythoughts.yaml'), 'utf8')
  const env = {
    LEGACY_URL: upstreams.monolith,
    FRONTEND_URL: upstreams.frontend,
    USERS_URL: upstreams.users,
    THOUGHTS_URL: upstreams.thoughts,
    STATIC_URL: upstreams.static,
  }
  const parsed = parsePlan(text, { env })
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}
