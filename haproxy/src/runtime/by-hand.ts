import type { Side } from '@strangler/migration-plan'
import { MAINTENANCE, OPERATORS } from '../server-state.ts'
import { sideOf } from '../servers.ts'
import type { RunningServer } from './snapshot.ts'

/** What an operator did to servers of a route. */
export interface ByHand {
  /** Whether all servers of a side are out of service by it, or some. */
  readonly out: Readonly<Record<Side, 'all' | 'some' | 'none'>>
  /** In HAProxy's words, such as `candidate in MAINT, legacy-2 in DRAIN`. */
  readonly says: string
}

/** By route, of those where an operator took servers of a side out of service. */
export function byHandOf(servers: readonly RunningServer[]): Readonly<Record<string, ByHand>> {
  const sided = servers.filter(({ name }) => sideOf(name) !== null)
  const routes = Map.groupBy(sided, ({ backend }) => backend)
  return Object.fromEntries(
    [...routes].flatMap(([route, own]) => {
      const out = own.filter(isOut)
      return out.length === 0
        ? []
        : [[route, { out: sharesOf(own), says: out.map(words).join(', ') }] as const]
    }),
  )
}

function isOut({ admin }: RunningServer): boolean {
  return (admin & OPERATORS) !== 0
}

function sharesOf(servers: readonly RunningServer[]): ByHand['out'] {
  const share = (side: Side): 'all' | 'some' | 'none' => {
    const own = servers.filter(({ name }) => sideOf(name) === side)
    if (own.length > 0 && own.every(isOut)) return 'all'
    return own.some(isOut) ? 'some' : 'none'
  }
  return { legacy: share('legacy'), candidate: share('candidate') }
}

function words({ name, admin }: RunningServer): string {
  return `${name} in ${(admin & MAINTENANCE) !== 0 ? 'MAINT' : 'DRAIN'}`
}
