import type { Command } from 'commander'
import type { StatusAnswer } from '../../http/schemas.ts'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

type RouteStatus = StatusAnswer['routes'][number]

/** `strangler status`: where every route stands, and whether the planes do it. */
export function addStatusCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program.command('status').description('show where every route stands, and what the planes do'),
  )
    .addHelpText('after', '\nExamples:\n  strangler status\n  strangler status --json | jq .drift')
    .action(async (options: RemoteOptions) => {
      const status = await askController(options, terminal, (client) => client.status())
      show(terminal, options, { json: status, text: statusText(status) })
    })
}

function statusText(status: StatusAnswer): string {
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
    ...status.drift.map(
      ({ route, plane, expected, actual }) =>
        `${tone('notable', 'drift')}: ${route} is at ${actual === null ? 'no weight' : `${actual}%`} on ${plane}, the table says ${expected}%; strangler set ${route} ${expected} puts it back`,
    ),
    ...(status.unrecorded > 0 ? [tone('notable', `${status.unrecorded} steps are not recorded yet`)] : []),
  ].join('\n')
}

function roleText({ role, controller }: StatusAnswer): string {
  if (role === 'leader') return `controller ${controller} leads`
  if (role === 'standby') return tone('notable', `controller ${controller} is on standby`)
  return tone('bad', `controller ${controller} has no database: rollback works, set does not`)
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
