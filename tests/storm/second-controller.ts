import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, repository, type System } from '@strangler/demo'
import { supervise, type Supervised } from '../../demo/src/system/supervise.ts'

/** Another controller of a system: the same planes, plan and database. */
export interface SecondController extends Supervised {
  readonly url: string
  readonly contextFile: string
}

export async function startSecondController(system: System): Promise<SecondController> {
  const port = await freePort()
  const contextFile = join(system.folder, 'second.json')
  const env = {
    ...(await environmentOf(system.processes.get('controller')!.pid())),
    ...{ PORT: String(port), CONTEXT_FILE: contextFile, CONTROLLER_NAME: 'second' },
  }
  const logFile = join(system.logs, 'second-controller.log')
  const args = [join(repository, 'controller/src/main.ts')]
  const spec = { name: 'second controller', command: process.execPath, args, env, logFile }
  const child = await supervise(
    spec,
    (line) => line.includes('"message":"listening"'),
    () => undefined,
  )
  return { ...child, url: `http://127.0.0.1:${port}`, contextFile }
}

/** What the first one was started with, as Linux tells. */
async function environmentOf(pid: number): Promise<Record<string, string>> {
  const pairs = (await readFile(`/proc/${pid}/environ`, 'utf8')).split('\0').filter((pair) => pair !== '')
  return Object.fromEntries(
    pairs.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
  )
}
