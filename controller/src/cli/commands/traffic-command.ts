import type { Command } from 'commander'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, type Terminal } from '../terminal.ts'

/** `strangler traffic`: what the steps did. */
export function addTrafficCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('traffic')
      .description('show what each plane counted, by route and side, since it was started'),
  )
    .addHelpText('after', '\nExample:\n  strangler traffic')
    .action(async (options: RemoteOptions) => {
      const answer = await askController(options, terminal, (client) => client.traffic())
      const rows = answer.routes.flatMap(({ id, planes }) =>
        Object.entries(planes).map(([plane, { legacy, candidate }]) => [
          id,
          plane,
          ...[legacy, candidate].flatMap((side) => [
            `${side.requests}`,
            `${side.errors5xx}`,
            `${side.inFlight}`,
          ]),
        ]),
      )
      const headings = [
        'route',
        'plane',
        ...['legacy', 'candidate'].flatMap((side) => [side, '5xx', 'in flight']),
      ]
      show(terminal, options, { json: answer, text: columns(headings, rows) })
    })
}
