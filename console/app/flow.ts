import type { Answer } from './api/answers.ts'
import { reuse } from './api/reuse.ts'
import type { Side, SideTraffic, Traffic } from './api/answers-of-the-api.ts'

/** What goes to one side of a route right now. */
export interface SideFlow {
  readonly perSecond: number
  /** Requests that were counted meanwhile, and those of them that ended with 5xx. */
  readonly requests: number
  readonly errors: number
}

export type Flow = Readonly<Record<Side, SideFlow>>

interface Count {
  readonly at: number
  readonly traffic: Traffic
}

/** Over how long flows are measured: long enough to be calm, short enough to see a step at once. */
const WINDOW_MS = 10_000

/**
 * Makes requests a second of what planes count: each counts those that it sent to a side itself, so that all of them
 * together are what users asked. The same answer may be given again.
 */
export function createFlows(): (answer: Answer<Traffic>) => ReadonlyMap<string, Flow> {
  let counts: readonly Count[] = []
  let flows: ReadonlyMap<string, Flow> = new Map()
  return ({ value: traffic, at }) => {
    if (!traffic || at === null || counts.at(-1)?.at === at) return flows
    counts = [...counts.filter((count) => at - count.at <= WINDOW_MS), { at, traffic }]
    const [first] = counts
    const seconds = first === undefined ? 0 : (at - first.at) / 1000
    if (first === undefined || seconds < 0.5) return flows
    const before = new Map(first.traffic.routes.map((route) => [route.id, route]))
    const last = flows
    flows = new Map(
      traffic.routes.map(({ id, planes }) => {
        const then = before.get(id)?.planes ?? {}
        const side = (name: Side): SideFlow =>
          summed(
            Object.entries(planes).flatMap(([plane, today]) => {
              const counted = then[plane]
              return counted ? [sideFlow(counted[name], today[name], seconds)] : []
            }),
          )
        return [id, reuse(last.get(id), { legacy: side('legacy'), candidate: side('candidate') })] as const
      }),
    )
    return flows
  }
}

/** A plane that was started anew counts from nought again. */
function sideFlow(then: SideTraffic, today: SideTraffic, seconds: number): SideFlow {
  const isAnew = today.requests < then.requests
  const requests = isAnew ? today.requests : today.requests - then.requests
  const errors = Math.max(0, isAnew ? today.errors5xx : today.errors5xx - then.errors5xx)
  return { perSecond: requests / seconds, requests, errors }
}

function summed(flows: readonly SideFlow[]): SideFlow {
  const sum = (value: keyof SideFlow): number => flows.reduce((before, flow) => before + flow[value], 0)
  return { perSecond: sum('perSecond'), requests: sum('requests'), errors: sum('errors') }
}
