import { layoutOf } from './layout.ts'

/**
 * How the edge of a folder is started, in the foreground; SIGTERM kills it at once, SIGUSR1 lets requests finish.
 * Whoever starts it must start it again when it ends: a worker that crashes takes the master with it.
 */
export function haproxyCommand(directory: string): {
  readonly command: string
  readonly args: readonly string[]
} {
  const { config, masterSocket } = layoutOf(directory)
  return { command: 'haproxy', args: ['-W', '-db', '-S', `${masterSocket},mode,600`, '-f', config] }
}
