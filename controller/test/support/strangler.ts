import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { stripVTControlCharacters } from 'node:util'
import { repository } from '@strangler/demo'
import { runCli } from '../../src/cli/program.ts'

/** How a command ended and what it wrote. */
export interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  /** Everything that the command finds in its environment, but for PATH. */
  readonly env?: Readonly<Record<string, string>>
  /** Default: a folder that no controller left its address in. */
  readonly cwd?: string
}

export const STRANGLER = join(repository, 'controller/bin/strangler.js')

/** Runs `strangler` as a process of its own. */
export function strangler(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  return run([process.execPath, STRANGLER, ...args], options)
}

/** The same on a terminal, where stdout and stderr are one. */
export function stranglerOnTerminal(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const command = [process.execPath, STRANGLER, ...args].map((word) => `'${word}'`).join(' ')
  return run(['script', '--quiet', '--return', '--command', command, '/dev/null'], options)
}

/** What a process would do, in this one: for the many cases in which the command line itself is the matter. */
export async function stranglerHere(
  args: readonly string[],
  { env = {}, cwd = tmpdir() }: RunOptions = {},
): Promise<Run> {
  const written = { stdout: '', stderr: '' }
  const code = await runCli(args, {
    out: (text) => void (written.stdout += stripVTControlCharacters(text)),
    err: (text) => void (written.stderr += stripVTControlCharacters(text)),
    env,
    cwd,
  })
  return { code, ...written }
}

export async function run(
  [command = '', ...args]: readonly string[],
  { env = {}, cwd = tmpdir() }: RunOptions = {},
): Promise<Run> {
  const PATH = `${process.env['PATH'] ?? ''}:/usr/sbin`
  const child = spawn(command, args, { cwd, env: { PATH, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ])
  return { code, stdout, stderr }
}

/** The error object that `--json` prints. */
export function errorIn({ stdout }: Run): Readonly<Record<string, unknown>> {
  return (JSON.parse(stdout) as { error: Record<string, unknown> }).error
}
