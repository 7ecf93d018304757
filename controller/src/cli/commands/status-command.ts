import type { Command } from 'commander'
import type { StatusAnswer } from '../../http/schemas.ts'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'
import { watchStatus } from '../watch-status.ts'

type RouteStatus = StatusAnswer['routes'][number]

/** `strangler status`: where every route stands, and whether the planes do it. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program.command('status').description('show where every route stands, and what the planes do'),
  )
    .option('-w, --watch', 'show it again whenever something happens, until interrupted')
    .addHelpText(
      'after',
      '\nExamples:\n  strangler status\n  strangler status --watch\n  strangler status --json | jq .drift',
    )
    .action(async (options: StatusOptions) => {
      if (options.watch === true) return watch(options, terminal)
      const status = await askController(options, terminal, (client) => client.status())
      show(terminal, options, { json: status, text: statusText(status) })
    })
}

interface StatusOptions extends RemoteOptions {
  readonly watch?: boolean
}

// Home, then clear what is below.
const CLEAR = '\u001b[H\u001b[J'

/** On a terminal the screen is drawn anew; elsewhere one status follows the other, with --json each on its line. */
function watch(options: StatusOptions, terminal: Terminal): Promise<void> {
  const isScreen = terminal.columns !== undefined
  if (isScreen) terminal.out('\u001b[2J')
  return askController(options, terminal, (client) =>
    watchStatus({
      client,
      stopped: terminal.untilStopped?.() ?? new AbortController().signal,
      draw(status, stale) {
        if (options.json === true) return terminal.out(`${JSON.stringify({ stale, ...status })}\n`)
        const text = status === null ? '' : `\n${statusText(status)}`
        const head = stale === null ? `as of ${new Date().toISOString()}` : tone('bad', `stale ${stale}`)
        terminal.out(`${isScreen ? CLEAR : ''}${head}${text}\n${isScreen ? '' : '\n'}`)
      },
    }),
  )
}

function statusText(status: StatusAnswer): string {
  const { unrecorded } = status
  const planes = status.planes.map(({ name }) => name)
  const rows = status.routes.map((route) => [
    route.id,
    matchText(route),
    route.deny ? '-' : (route.legacy ?? '-'),
    route.candidate ?? '-',
    stageText(route),
    route.deny ? '-' : `${route.weight}%`,
    ...planes.map((name) => seenText(route, name)),
  ])
  return [
    `plan ${status.plan}, version ${status.version}, ${roleText(status)}`,
    '',
    columns(['route', 'match', 'legacy', 'candidate', 'stage', 'weight', ...planes], rows),
    '',
    ...status.planes.map(planeText),
    ...(status.pause ? [pauseText(status.pause)] : []),
    ...status.drift.map(driftText),
    ...status.routes.flatMap(({ id, hold }) => (hold && hold.cause !== 'drift' ? [holdText(id, hold)] : [])),
    ...(unrecorded > 0 ? [tone('notable', `${steps(unrecorded)} not recorded yet`)] : []),
  ].join('\n')
}

function steps(count: number): string {
  return count === 1 ? '1 step is' : `${count} steps are`
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
  const [seen, remedy] =
    actual === null
      ? [
          'out of service or shared oddly',
          `strangler adopt ${route} keeps that, strangler revert ${route} takes it back`,
        ]
      : [`at ${actual}%`, `strangler adopt ${route} keeps that, strangler revert ${route} takes it back`]
  return `${tone('notable', 'drift')}: ${route} is ${seen} on ${plane}, the table says ${expected}%; ${remedy}`
}

function matchText({ match: { host, path, methods } }: RouteStatus): string {
  return [...(methods ?? []), `${host ?? ''}${path}`].join(' ')
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
