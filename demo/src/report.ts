import type { TrafficAnswer } from '@strangler/controller'
import type { Move } from './move.ts'
import type { Failure, Tally } from './users/tally.ts'

type RouteTraffic = TrafficAnswer['routes'][number]

export interface Report extends Readonly<Tally> {
  /** Requests that the edge sent to the monolith after the last route had left it. */
  readonly monolithRequestsAfterDrain: number
  readonly plantedFault: PlantedFault
  /** Lines of the audit while the routes moved. */
  readonly steps: number
  readonly perRoute: readonly { readonly id: string; readonly legacy: number; readonly candidate: number }[]
}

/** What became of the fault that the demo planted itself. */
export interface PlantedFault {
  readonly route: string
  readonly isCaught: boolean
  /** Requests of users that failed by it until the route was back at the monolith. */
  readonly failedRequests: number
  /** From the first failed request that the planes showed to their being told. */
  readonly secondsToSafe: number | null
}

/** All figures that must be 0 are, and the planted fault was caught. */
export function isClean(report: Report): boolean {
  const { failed, lostSessions, lostWrites, doubledWrites, monolithRequestsAfterDrain } = report
  const { isCaught } = report.plantedFault
  return isCaught && failed + lostSessions + lostWrites + doubledWrites + monolithRequestsAfterDrain === 0
}

/** What users met by the planted fault. */
export function plantedFault({ failures }: Tally, fault: Move['fault']): PlantedFault {
  const { route, secondsToSafe, to } = fault
  const failedRequests = failures.filter((failure) => isPlanted(failure, fault)).length
  return { route, isCaught: to !== null, failedRequests, secondsToSafe }
}

/** What users met besides the planted fault. */
export function withoutPlanted(tally: Tally, fault: Move['fault']): Tally {
  const failures = tally.failures.filter((failure) => !isPlanted(failure, fault))
  return { ...tally, failures, failed: tally.failed - (tally.failures.length - failures.length) }
}

/** A 500 of that route, asked for between planting the fault and a moment after the planes were told. */
function isPlanted({ at, request, status }: Failure, { route, from, to }: Move['fault']): boolean {
  if (from === null || status !== 500 || !request.startsWith(`GET /${route}`)) return false
  // What was asked for a moment before met it too.
  if (at.getTime() < from.getTime() - LET_FINISH_MS) return false
  return to === null || at.getTime() <= to.getTime() + LET_FINISH_MS
}

const LET_FINISH_MS = 1000

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
