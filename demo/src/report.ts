import type { TrafficAnswer } from '@strangler/controller'
import type { PlantedFault } from './planted-fault.ts'
import type { Tally } from './users/tally.ts'

type RouteTraffic = TrafficAnswer['routes'][number]

export interface Report extends Readonly<Tally> {
  /** Requests that the edge sent to the monolith after the last route had left it. */
  readonly monolithRequestsAfterDrain: number
  readonly plantedFault: PlantedFault
  /** Lines of the audit while the routes moved. */
  readonly steps: number
  readonly perRoute: readonly { readonly id: string; readonly legacy: number; readonly candidate: number }[]
}

/** All figures that must be 0 are, and the planted fault was caught. */
export function isClean(report: Report): boolean {
  const { failed, lostSessions, lostWrites, doubledWrites, monolithRequestsAfterDrain } = report
  const { isCaught } = report.plantedFault
  return isCaught && failed + lostSessions + lostWrites + doubledWrites + monolithRequestsAfterDrain === 0
}

/** Requests by route and side, over all planes. */
export function perRoute(traffic: readonly RouteTraffic[]): Report['perRoute'] {
  return traffic.map(({ id, planes }) => {
    const sides = Object.values(planes)
    const sum = (side: 'legacy' | 'candidate'): number =>
      sides.reduce((total, counted) => total + counted[side].requests, 0)
    return { id, legacy: sum('legacy'), candidate: sum('candidate') }
  })
}

/** Requests that the planes have sent to the monolith since they began. */
export function legacyRequests(traffic: readonly RouteTraffic[]): number {
  return perRoute(traffic).reduce((sum, { legacy }) => sum + legacy, 0)
}

/** The report for the terminal. */
export function formatReport(report: Report): string {
  const { plantedFault: planted, steps } = report
  const faults = (
    ['failed', 'lostSessions', 'lostWrites', 'doubledWrites', 'monolithRequestsAfterDrain'] as const
  )
    .map((name) => `  ${name.padEnd(28)}${report[name]}`)
    .join('\n')
  const routes = report.perRoute
    .map(
      ({ id, legacy, candidate }) =>
        `  ${id.padEnd(18)}${String(legacy).padStart(8)}${String(candidate).padStart(11)}`,
    )
    .join('\n')
  return `
${report.requests} requests
${faults}
  planted fault (${planted.route})      ${planted.isCaught ? 'caught and taken back' : 'NOT CAUGHT'}, ${planted.failedRequests} requests failed by it${planted.secondsToSafe === null ? '' : `, safe after ${planted.secondsToSafe} s`}
  lines of the audit          ${steps}

  route               legacy  candidate
${routes}
`
}
