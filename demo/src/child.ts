import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, createWriteStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { inheritedEnvironment } from './config.ts'
import { DemoError } from './errors.ts'

/** A process to start. */
export interface ChildSpec {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** File that takes standard output and error; none: they are only kept for error messages. */
  readonly logFile?: string
}

/** A running process. */
export interface Child {
  readonly pid: number
  /** The last lines of standard output and error, oldest first. */
  readonly lines: readonly string[]
  readonly exited: Promise<number | null>
  onLine(listener: (line: string) => void): void
  /** Sends the signal (default SIGTERM), then SIGKILL after `withinMs` (default 12 s); gives the exit code. */
  stop(signal?: NodeJS.Signals, withinMs?: number): Promise<number | null>
}

const KEPT_LINES = 200
const SETPRIV = '/usr/bin/setpriv'

/** Starts a process that does not outlive this one, even if this one is killed (Linux, where setpriv exists). */
export function startChild(spec: ChildSpec): Child {
  const [command, ...args] = [...dyingWithParent(), spec.command, ...spec.args] as [string, ...string[]]
  const process_ = spawn(command, args, {
    env: { ...inheritedEnvironment(), ...spec.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // Its own group: Ctrl-C in a terminal reaches the supervisor only, which stops the others in order.
    detached: true,
  })
  const lines: string[] = []
  const listeners: ((line: string) => void)[] = []
  const log = spec.logFile ? createWriteStream(spec.logFile, { flags: 'a' }) : null
  for (const stream of [process_.stdout, process_.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log?.write(`${line}\n`)
      lines.push(line)
      if (lines.length > KEPT_LINES) lines.shift()
      for (const listener of listeners) listener(line)
    })
  }
  const exited = exitOf(process_).finally(() => log?.end())
  return {
    pid: process_.pid ?? -1,
    lines,
    exited,
    onLine: (listener) => {
      for (const line of lines) listener(line)
      listeners.push(listener)
    },
    stop: (signal = 'SIGTERM', withinMs = 12_000) => stop(process_, exited, signal, withinMs),
  }
}

/** Starts a process and waits until one of its lines satisfies `isReady`; throws with its last lines if it ends first. */
export async function startChildUntil(
  spec: ChildSpec,
  isReady: (line: string) => boolean,
  withinMs = 30_000,
): Promise<Child & { readonly readyLine: string }> {
  const child = startChild(spec)
  const readyLine = await new Promise<string>((resolve, reject) => {
    const fail = (what: string, code: 'ERR_DEMO_PROCESS_DIED' | 'ERR_DEMO_PROCESS_NOT_READY'): void =>
      reject(
        new DemoError(
          code,
          `${spec.name}: ${what}; its last lines were:\n${child.lines.slice(-20).join('\n')}`,
        ),
      )
    const timer = setTimeout(() => {
      void child.stop('SIGKILL')
      fail(`not ready within ${withinMs} ms`, 'ERR_DEMO_PROCESS_NOT_READY')
    }, withinMs)
    void child.exited.then((code) => {
      clearTimeout(timer)
      fail(`ended with exit code ${String(code)} before it was ready`, 'ERR_DEMO_PROCESS_DIED')
    })
    child.onLine((line) => {
      if (!isReady(line)) return
      clearTimeout(timer)
      resolve(line)
    })
  })
  return { ...child, readyLine }
}

/** Runs a process to its end; throws with its last lines unless it exits with 0. */
export async function runChild(spec: ChildSpec): Promise<readonly string[]> {
  const child = startChild(spec)
  const code = await child.exited
  if (code === 0) return child.lines
  const tail = child.lines.slice(-20).join('\n')
  throw new DemoError(
    'ERR_DEMO_PROCESS_DIED',
    `${spec.name}: exit code ${String(code)}; its last lines were:\n${tail}`,
  )
}

/** The kernel ends the child when its parent dies (prctl(2), PR_SET_PDEATHSIG), so that nothing is orphaned. */
function dyingWithParent(): readonly string[] {
  try {
    accessSync(SETPRIV, constants.X_OK)
    return [SETPRIV, '--pdeathsig', 'TERM', '--']
  } catch {
    return []
  }
}

async function exitOf(process_: ChildProcess): Promise<number | null> {
  try {
    const [code] = (await once(process_, 'close')) as [number | null]
    return code
  } catch {
    return null
  }
}

async function stop(
  process_: ChildProcess,
  exited: Promise<number | null>,
  signal: NodeJS.Signals,
  withinMs: number,
): Promise<number | null> {
  if (process_.exitCode !== null || process_.signalCode !== null) return exited
  process_.kill(signal)
  const timer = setTimeout(() => process_.kill('SIGKILL'), withinMs)
  return exited.finally(() => clearTimeout(timer))
}
