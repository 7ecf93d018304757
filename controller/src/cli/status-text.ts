import { stripVTControlCharacters } from 'node:util'
import type { StatusAnswer } from '../http/status-schemas.ts'
import { columns } from './columns.ts'
import { tone } from './terminal.ts'

type RouteStatus = StatusAnswer['routes'][number]

/** What a route waits for is cut to what is left of a line, but to no less. */
const FEWEST_WORDS = 24
const BAR = 10

/** Where every route stands, for people; lines as wide as the terminal where that is known. */
export function statusText(status: StatusAnswer, width: number | undefined): string {
  const planes = status.planes.map(({ name }) => name)
  const headings = ['route', 'stage', 'weight', 'req/s', 'errors', 'latency', 'mismatch', ...planes]
  const rows = status.routes.map((route) => [
    route.id,
    stageText(route),
    route.deny ? '-' : `${bar(route.weight)} ${route.weight}%`,
    ...numbersText(route),
    ...planes.map((name) => seenText(route, name)),
  ])
  const table = columns(headings, rows)
  const taken = Math.max(...table.split('\n').map(visibleLength)) + 2
  const room = width === undefined ? Infinity : Math.max(FEWEST_WORDS, width - taken)
  const withWaits = columns(
    [...headings, 'waits for'],
    rows.map((row, at) => [...row, shortened(waitsText(status.routes[at]), room)]),
  )
  return [
    `plan ${status.plan}, version ${status.version}, ${roleText(status)}`,
    '',
    status.routes.some(({ waitsFor }) => waitsFor !== null) ? withWaits : table,
    '',
    ...notes(status),
  ].join('\n')
}

function notes(status: StatusAnswer): readonly string[] {
  const { unrecorded } = status
  return [
    ...status.planes.map(planeText),
    ...(status.pause ? [pauseText(status.pause)] : []),
    ...status.drift.map(driftText),
    ...status.routes.flatMap(({ id, hold }) => (hold && hold.cause !== 'drift' ? [holdText(id, hold)] : [])),
    ...(unrecorded > 0
      ? [tone('notable', `${unrecorded === 1 ? '1 step is' : `${unrecorded} steps are`} not recorded yet`)]
      : []),
  ]
}

function bar(weight: number): string {
  const full = Math.round((weight / 100) * BAR)
  // What moves at all shows.
  const shown = weight > 0 ? Math.max(1, full) : 0
  return '█'.repeat(shown) + '░'.repeat(BAR - shown)
}

/** Requests a second, failed ones, the candidate's 95th percentile by legacy's, and the most that may differ. */
function numbersText({ evidence, movable }: RouteStatus): readonly string[] {
  if (!evidence || !movable) return ['-', '-', '-', '-']
  const { legacy, candidate, latencyRatio, mismatch } = evidence
  const errors = candidate.errors > 0 ? tone('bad', rateText(candidate)) : rateText(candidate)
  return [
    (legacy.perSecond + candidate.perSecond).toFixed(1),
    candidate.requests === 0 ? '-' : errors,
    latencyRatio === null ? '-' : ratioText(latencyRatio),
    mismatch?.bound == null ? '-' : `< ${mismatch.bound < 1 ? mismatch.bound : mismatch.bound.toFixed(1)}%`,
  ]
}

/** What is far faster is not no time at all. */
function ratioText(ratio: number): string {
  return ratio < 0.005 ? '<0.01x' : `${ratio.toFixed(2)}x`
}

function rateText({ errors, requests }: { readonly errors: number; readonly requests: number }): string {
  return errors === 0 ? '0' : `${errors} of ${requests}`
}

function waitsText(route: RouteStatus | undefined): string {
  if (!route || route.waitsFor === null) return ''
  return route.verdict === 'fail' || route.hold ? tone('bad', route.waitsFor) : route.waitsFor
}

function shortened(text: string, room: number): string {
  if (visibleLength(text) <= room) return text
  return `${stripVTControlCharacters(text).slice(0, room - 1)}…`
}

function visibleLength(text: string): number {
  return stripVTControlCharacters(text).length
}

function roleText({ role, controller }: StatusAnswer): string {
  if (role === 'leader') return `controller ${controller} leads`
  if (role === 'standby') return tone('notable', `controller ${controller} is on standby`)
  return tone('bad', `controller ${controller} has no database: rollback works, set does not`)
}

function pauseText({ who, why }: NonNullable<StatusAnswer['pause']>): string {
  return `${tone('notable', 'paused')} by ${who}${why === null ? '' : `: ${why}`}; strangler resume lets routes move`
}

function holdText(id: string, { who, why }: NonNullable<RouteStatus['hold']>): string {
  return `${tone('notable', 'hold')}: ${id} stays where it is, ${why} (${who}); strangler release ${id} lets it move`
}

function driftText({ route, plane, expected, actual }: StatusAnswer['drift'][number]): string {
  const seen = actual === null ? 'out of service or shared oddly' : `at ${actual}%`
  const remedy = `strangler adopt ${route} keeps that, strangler revert ${route} takes it back`
  return `${tone('notable', 'drift')}: ${route} is ${seen} on ${plane}, the table says ${expected}%; ${remedy}`
}

function stageText({ deny, stage }: RouteStatus): string {
  if (deny) return tone('dim', 'denied')
  return stage === 'live' ? tone('good', stage) : stage === 'ramp' ? tone('notable', stage) : stage
}

function seenText({ planes, weight, deny, movable }: RouteStatus, plane: string): string {
  const seen = planes[plane]
  if (deny || seen === undefined) return '-'
  if (seen === null) return tone('bad', '?')
  return movable && seen !== weight ? tone('bad', `${seen}%`) : `${seen}%`
}

function planeText({ name, reachable, inSync, error, version }: StatusAnswer['planes'][number]): string {
  if (!reachable) return `${name}: ${tone('bad', 'not reachable')} (${error ?? 'unknown'})`
  if (inSync) return `${name}: ${tone('good', 'in sync')}`
  return `${name}: ${tone('notable', 'not in sync')} (version ${String(version)}${error === null ? '' : `; ${error}`})`
}
