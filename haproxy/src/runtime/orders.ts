import { join } from 'node:path'
import type { RouteTable } from '@strangler/migration-plan'
import { SAMPLE_MAP, STATE_MAP, THRESHOLD_MAP, VERSION_KEY } from '../layout.ts'
import { stateEntries, thresholds } from '../render/render-edge.ts'
import { samples } from '../render/sampling.ts'
import { weightOf } from '../server-state.ts'
import { routeServers } from '../servers.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The commands that bring a running HAProxy to the weights, stages and version of a table of its generation; none
 * if it is there. A server that gains comes before one that loses, so that no route is without; the version is last.
 */
export function ordersFor(table: RouteTable, snapshot: Snapshot, folder: string): readonly string[] {
  const state = mapOrders(join(folder, STATE_MAP), stateEntries(table), snapshot.state)
  return [
    ...weightOrders(table, snapshot),
    ...mapOrders(join(folder, THRESHOLD_MAP), thresholds(table), snapshot.thresholds),
    ...(snapshot.samples === null
      ? []
      : mapOrders(join(folder, SAMPLE_MAP), samples(table), snapshot.samples)),
    ...state.filter((command) => !command.includes(` ${VERSION_KEY} `)),
    ...state.filter((command) => command.includes(` ${VERSION_KEY} `)),
  ]
}

function weightOrders(table: RouteTable, snapshot: Snapshot): readonly string[] {
  const running = new Map(snapshot.servers.map(({ backend, name, weight }) => [`${backend}/${name}`, weight]))
  const changes = table.routes.flatMap((route) => {
    const servers = routeServers(table, route)
    return servers.flatMap(({ name, side }) => {
      const server = `${route.id}/${name}`
      const weight = weightOf(route, servers, side)
      const before = running.get(server)
      return before === weight ? [] : [{ server, weight, gain: weight - (before ?? 0) }]
    })
  })
  return changes
    .toSorted((one, other) => other.gain - one.gain)
    .map(({ server, weight }) => `set server ${server} weight ${weight}`)
}

function mapOrders(
  file: string,
  wanted: ReadonlyMap<string, string>,
  running: ReadonlyMap<string, string>,
): readonly string[] {
  return [...wanted].flatMap(([key, value]) =>
    running.get(key) === value ? [] : [`${running.has(key) ? 'set' : 'add'} map ${file} ${key} ${value}`],
  )
}
