import { layoutOf } from './layout.ts'

/**
 * Memory that a thread has no use for goes to the others of the process, not back to the system: requests that may
 * be asked again are kept in buffers of 16 KiB, of which a thread keeps fewer than it needs under load.
 */
const SHARED_MEMORY = '-dMglobal'

/**
 * How the edge of a folder is started, in the foreground; SIGTERM kills it at once, SIGUSR1 lets requests finish.
 * Whoever starts it must start it again when it ends: a worker that crashes takes the master with it.
 */
export function haproxyCommand(directory: string): {
  readonly command: string
  readonly args: readonly string[]
} {
  const { config, masterSocket } = layoutOf(directory)
  return {
    command: 'haproxy',
    args: ['-W', '-db', SHARED_MEMORY, '-S', `${masterSocket},mode,600`, '-f', config],
  }
}
