import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { cpus, release, totalmem } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { repository } from '@strangler/demo'

/** Which core runs what: what is measured has one for itself. */
export interface Cores {
  readonly proxy: number
  /** The load generator, the upstream, and this program. */
  readonly load: number
}

const PACKAGES = [
  'express',
  'fast-proxy',
  'fast-proxy/node_modules/undici',
  'fastify',
  '@fastify/http-proxy',
  'http-proxy-middleware',
  'undici',
]

/** Two cores that this program may use, or null where there is only one, or no taskset. */
export async function findCores(path: string): Promise<Cores | null> {
  if ((await firstLine('taskset', ['--version'], path)) === null) return null
  const status = await readFile('/proc/self/status', 'latin1')
  const list = /^Cpus_allowed_list:\s*(.*)$/m.exec(status)?.[1] ?? ''
  const [proxy, load] = list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, at) => first + at)
  })
  return proxy === undefined || load === undefined ? null : { proxy, load }
}

/** Lines that say what ran where. */
export async function describeMachine(cores: Cores | null, path: string): Promise<readonly string[]> {
  const [cpu] = cpus()
  const tool = async (command: string, flag: string): Promise<string> =>
    (await firstLine(command, [flag], path)) ?? `${command}: missing`
  return [
    `${cpus().length} × ${cpu?.model.trim() ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Linux ${release()}`,
    cores
      ? `what is measured runs alone on core ${cores.proxy}; wrk and the upstream share core ${cores.load}`
      : 'NOT PINNED: there is only one core, or no taskset; load generator and proxy disturb each other',
    await tool('haproxy', '-v'),
    await tool('nginx', '-v'),
    await tool('wrk', '-v'),
    `node ${process.version}, ${(await Promise.all(PACKAGES.map(packageVersion))).filter(Boolean).join(', ')}`,
    `strangler ${(await firstLine('git', ['-C', repository, 'describe', '--always', '--dirty'], path)) ?? 'without git'}`,
  ]
}

async function packageVersion(name: string): Promise<string | null> {
  const file = join(repository, 'node_modules', name, 'package.json')
  const text = await readFile(file, 'utf8').catch(() => null)
  if (text === null) return null
  const { version } = JSON.parse(text) as { version: string }
  return `${name.replace('/node_modules/', "'s own ")} ${version}`
}

/** First line that a program prints, wherever it prints it; null if it cannot be started. */
async function firstLine(command: string, args: readonly string[], path: string): Promise<string | null> {
  interface Output {
    readonly code?: unknown
    readonly stdout: string
    readonly stderr: string
  }
  const output = await promisify(execFile)(command, args, { env: { PATH: path } }).catch(
    (error: unknown) => error as Output,
  )
  if ('code' in output && output.code === 'ENOENT') return null
  return `${output.stdout}\n${output.stderr}`.trim().split('\n')[0]?.trim() ?? null
}
