import type { Command } from 'commander'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { statusText } from '../status-text.ts'
import { show, tone, type Terminal } from '../terminal.ts'
import { watchStatus } from '../watch-status.ts'

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
      show(terminal, options, { json: status, text: statusText(status, terminal.columns) })
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
        const text = status === null ? '' : `\n${statusText(status, terminal.columns)}`
        const head = stale === null ? `as of ${new Date().toISOString()}` : tone('bad', `stale ${stale}`)
        terminal.out(`${isScreen ? CLEAR : ''}${head}${text}\n${isScreen ? '' : '\n'}`)
      },
    }),
  )
}
