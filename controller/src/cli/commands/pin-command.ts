import { Option, type Command } from 'commander'
import type { Side } from '@strangler/migration-plan'
import type { RemoteOptions } from '../find-controller.ts'
import { parsePinDuration } from '../pin-duration-argument.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, type Terminal } from '../terminal.ts'

interface PinOptions extends RemoteOptions {
  readonly side: Side
  readonly for: string
}

/** `strangler pin`: a header that takes a tester to one side of every route. */
export function addPinCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('pin')
      .description(
        'print a signed header that takes its sender to one side of every route, whatever the weight',
      ),
  )
    .addOption(
      new Option('--side <side>', 'who is to answer').choices(['candidate', 'legacy']).default('candidate'),
    )
    .option('--for <duration>', 'how long the header counts, up to 168h', '1h')
    .addHelpText(
      'after',
      '\nExamples:\n  curl -H "$(strangler pin)" http://localhost:8000/search\n  strangler pin --side legacy --for 10m',
    )
    .action(async (options: PinOptions) => {
      const seconds = parsePinDuration(options.for)
      const answer = await askController(options, terminal, (client) => client.pin(options.side, seconds))
      show(terminal, options, { json: answer, text: `${answer.header}: ${answer.value}` })
    })
}
