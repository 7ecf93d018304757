import { connectController, type System } from '@strangler/demo'
import { askSql, siblingDatabase } from './ask-sql.ts'

/** Where the routes stand, by each that says so. */
export interface Standings {
  readonly version: number
  /** By the controller's table. */
  readonly table: Readonly<Record<string, number>>
  /** By the statistics page of HAProxy: `route/server`. */
  readonly edge: Readonly<Record<string, number>>
  /** Lines of the audit, oldest first. */
  readonly audit: readonly AuditLine[]
}

export interface AuditLine {
  readonly id: string
  readonly action: string
  readonly route: string
  readonly to: number
  readonly version: number
}

export async function standingsOf(system: System): Promise<Standings> {
  const { version, routes } = await (await connectController(system.contextFile)).status()
  return {
    version,
    table: Object.fromEntries(routes.map(({ id, weight }) => [id, weight])),
    edge: await weightsOf(system.ready.stats),
    audit: await askSql<AuditLine & Record<string, unknown>>(
      siblingDatabase(system.ready.database, 'strangler'),
      'select id, action, route, to_weight as to, version::int from step order by number',
    ),
  }
}

/** Weights of the servers of every route, from HAProxy's own figures. */
async function weightsOf(stats: string): Promise<Standings['edge']> {
  const [head = '', ...lines] = (await (await fetch(`${stats}/;csv`)).text()).trim().split('\n')
  const at = (name: string): number => head.replace('# ', '').split(',').indexOf(name)
  const [backend, server, weight] = [at('pxname'), at('svname'), at('weight')]
  const cells = lines.map((line) => line.split(','))
  const servers = cells.filter((row) => /^(?:legacy|candidate)/.test(row[server] ?? ''))
  return Object.fromEntries(
    servers.map((row) => [`${row[backend] ?? ''}/${row[server] ?? ''}`, Number(row[weight])]),
  )
}
