import type { Command } from 'commander'
import type { RemoteOptions } from './find-controller.ts'
import { remoteOptions } from './remote-options.ts'

export interface SinceOptions extends RemoteOptions {
  readonly since: string
}

/** From when on is counted, beside how to find the controller. */
export function sinceOption(command: Command): Command {
  return remoteOptions(command).option(
    '--since <time>',
    'from when on is counted: a duration back from now, or a time; counted by whole minutes',
    '24h',
  )
}
