import type { Command } from 'commander'
import type { DrainedAnswer } from '../../http/drained-schemas.ts'
import { CliError } from '../cli-error.ts'
import { columns } from '../columns.ts'
import type { RemoteOptions } from '../find-controller.ts'
import { remoteOptions } from '../remote-options.ts'
import { askController } from '../run-remote.ts'
import { show, tone, type Terminal } from '../terminal.ts'

/** `strangler drained`: whether the monolith can be switched off, or who still calls it. */
export function addDrainedCommand(program: Command, terminal: Terminal): void {
  remoteOptions(
    program
      .command('drained')
      .description('tell whether nobody calls legacy any more; exit code 5 and who does, if somebody does'),
  )
    .addHelpText('after', '\nExample:\n  strangler drained && strangler retire-legacy')
    .action(async (options: RemoteOptions) => {
      const answer = await askController(options, terminal, (client) => client.drained())
      // With --json a no is told as the error that ends the command.
      if (answer.drained || options.json !== true)
        show(terminal, options, { json: answer, text: drainedText(answer) })
      if (!answer.drained)
        throw new CliError(
          'ERR_CLI_NOT_DRAINED',
          `legacy "${answer.legacy}" is not drained: ${answer.reasons.join('; ')}`,
          'move or stop who still calls, and ask again',
          answer,
        )
    })
}

function sourcesText(sources: DrainedAnswer['sources']): string {
  const rows = sources.map(({ name, watchedSince, seenAt, checks }) => [
    ...[name, watchedSince, seenAt, `${checks}`],
  ])
  return columns(['source', 'watched since', 'last look', 'own checks'], rows)
}

function drainedText(answer: DrainedAnswer): string {
  const { legacy, callers, more, sources, notRetired } = answer
  const verdict = answer.drained
    ? answer.switchedOff
      ? `${tone('good', 'yes')}: legacy "${legacy}" was taken out of every plane`
      : `${tone('good', 'yes')}: nobody asked legacy "${legacy}" for anything since ${answer.since}`
    : tone('bad', 'no')
  const rows = callers.map(({ source, route, client, agent, path, count, lastSeen }) => [
    ...[source, route, path, client || '-', agent || '-', `${count}`, lastSeen],
  ])
  const headings = ['seen by', 'route', 'path', 'client', 'agent', 'count', 'last seen']
  return [
    verdict,
    ...(sources.length === 0 ? [] : ['', sourcesText(sources)]),
    ...sources.flatMap(({ name, note }) => (note === null ? [] : [`${name}: ${note}`])),
    ...(rows.length === 0 ? [] : ['', columns(headings, rows)]),
    ...(more > 0 ? [`and ${more} more`] : []),
    ...(notRetired.length === 0 ? [] : ['', `not retired yet: ${notRetired.join(', ')}`]),
  ].join('\n')
}
