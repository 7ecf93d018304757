import { join } from 'node:path'
import { repository } from '../repository.ts'
import { supervise, type Supervised } from './supervise.ts'

/** Starts one of our processes by its entry (path from the root), and waits until it listens. */
export type StartEntry = (
  name: string,
  entry: string,
  env: Readonly<Record<string, string>>,
) => Promise<Supervised>

/** `common` holds what every process is told; `started` gets every process that came up, in order. */
export function createStartEntry(
  logs: string,
  tell: (line: string) => void,
  common: Readonly<Record<string, string>>,
  started: (name: string, process: Supervised) => void,
): StartEntry {
  return async (name, entry, env) => {
    tell(`starting ${name}`)
    const logFile = join(logs, `${name}.log`)
    const spec = {
      name,
      command: process.execPath,
      args: [join(repository, entry)],
      env: { ...common, ...env },
      logFile,
    }
    const child = await supervise(spec, (line) => /"message":"listening"|^listening /.test(line), tell)
    started(name, child)
    return child
  }
}
