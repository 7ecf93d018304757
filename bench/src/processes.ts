import { startChild, type Child } from '@strangler/demo'
import { BenchError } from './errors.ts'
import type { Cores } from './machine.ts'

/** A program to start. */
export interface Command {
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** All that a run started. */
export interface Processes {
  /** Starts a program on a core (null: on any); `quiet` throws its standard output away (access logs), unread by anybody. */
  start(core: keyof Cores | null, what: Command, options?: { readonly quiet: boolean }): Child
  readonly stopped: boolean
  /** Stops what still runs, by its process id; nothing starts after it. */
  close(): Promise<void>
}

export const STOPPED = 'the run was stopped; nothing was written'

export function createProcesses(cores: Cores | null, path: string): Processes {
  const children = new Set<Child>()
  let stopped = false
  return {
    start(core, { command, args, env }, { quiet } = { quiet: false }) {
      if (stopped) throw new BenchError('ERR_BENCH_STOPPED', STOPPED)
      const [first, ...rest] = [
        ...(cores && core ? ['taskset', '-c', String(cores[core])] : []),
        ...(quiet ? ['sh', '-c', 'exec "$0" "$@" >/dev/null'] : []),
        command,
        ...args,
      ] as [string, ...string[]]
      const child = startChild({ name: command, command: first, args: rest, env: { PATH: path, ...env } })
      children.add(child)
      void child.exited.then(() => children.delete(child))
      return child
    },
    get stopped() {
      return stopped
    },
    async close() {
      stopped = true
      await Promise.all([...children].map((child) => child.stop('SIGTERM', 3000)))
    },
  }
}
