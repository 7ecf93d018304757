import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Processes } from './processes.ts'

/** What another program measured. */
export interface SuiteOutput {
  readonly name: string
  readonly lines: readonly string[]
  readonly exitCode: number | null
}

/** Programs beside this one that measure something of their own, and print it. */
const SUITES: readonly { readonly name: string; readonly args: readonly string[] }[] = [
  { name: 'matching', args: [] },
  { name: 'comparing', args: [] },
  { name: 'shadowing', args: [] },
  { name: 'weight-changes', args: [] },
]

/** Runs the programs that are wanted, one after the other; `tell` hears what they print. */
export async function runSuites(
  processes: Processes,
  isWanted: (name: string) => boolean,
  tell: (line: string) => void,
): Promise<readonly SuiteOutput[]> {
  const outputs: SuiteOutput[] = []
  for (const { name, args } of SUITES.filter((suite) => isWanted(suite.name))) {
    const file = join(import.meta.dirname, `${name}.ts`)
    if (!existsSync(file)) {
      tell(`suite/${name}: skipped: bench/src/${name}.ts is not there`)
      continue
    }
    const child = processes.start(null, { command: process.execPath, args: [file, ...args] })
    child.onLine((line) => tell(`suite/${name}: ${line}`))
    const exitCode = await child.exited
    outputs.push({ name, lines: child.lines, exitCode })
  }
  return outputs
}
