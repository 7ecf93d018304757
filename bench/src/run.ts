import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readConfig, type Config } from './config.ts'
import { contestant as stranglerProxy } from './contestants/strangler-proxy.ts'
import { BenchError, messageOf } from './errors.ts'
import { goalsOf } from './goals.ts'
import { describeMachine, findCores } from './machine.ts'
import { runMemory, type MemoryPoint } from './memory.ts'
import { main, modes } from './modes.ts'
import { createProcesses, type Processes } from './processes.ts'
import { goalCells, reportText } from './report.ts'
import { runMode } from './rounds.ts'
import type { Table } from './results.ts'
import type { Bench } from './sample.ts'
import { runSuites } from './suites.ts'
import { startUpstream } from './upstream.ts'

const RESULTS = join(import.meta.dirname, '../RESULTS.md')
const MEMORY_SLICE_SECONDS = 5

const tell = (line: string): void => void process.stdout.write(`${line}\n`)

try {
  const config = readConfig()
  const cores = await findCores(config.path)
  const machine = await describeMachine(cores, config.path)
  machine.forEach(tell)
  const processes = createProcesses(cores, config.path)
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void processes.close())
  await measure(config, machine, processes).finally(() => processes.close())
} catch (error) {
  process.stderr.write(`bench: ${messageOf(error)}\n`)
  process.exitCode = error instanceof BenchError && error.code === 'ERR_BENCH_CONFIG' ? 2 : 1
}

async function measure(config: Config, machine: readonly string[], processes: Processes): Promise<void> {
  const date = new Date().toISOString().slice(0, 16).replace('T', ' ')
  const isWanted = (part: string, name: string): boolean => config.only.test(`${part}/${name}`)
  const { tables, memory } = await measureProxies(config, processes, isWanted)
  const suites = await runSuites(processes, (name) => isWanted('suite', name), tell)
  const goals = goalsOf(tables, memory, suites)
  const findings = { ...config, date, machine, tables, memory, suites, goals }
  await writeFile(RESULTS, reportText(findings))
  for (const goal of goals) tell(goalCells(goal).join('  '))
  tell(`written: ${RESULTS}`)
}

async function measureProxies(
  config: Config,
  processes: Processes,
  isWanted: (part: string, name: string) => boolean,
): Promise<{ tables: readonly Table[]; memory: readonly MemoryPoint[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'))
  try {
    const bench = { processes, upstream: await startUpstream(folder, processes) }
    const tables: Table[] = []
    for (const mode of modes) {
      const rounds = mode === main ? config.rounds : Math.ceil(config.rounds * 0.4)
      const table = await runMode(bench, mode, { rounds, seconds: config.seconds, isWanted, tell })
      if (table.rows.length > 0) tables.push(table)
    }
    return { tables, memory: isWanted('memory', stranglerProxy.name) ? await remember(bench) : [] }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function remember(bench: Bench): Promise<readonly MemoryPoint[]> {
  const fault = stranglerProxy.missing?.() ?? null
  try {
    if (fault === null) return await runMemory(bench, MEMORY_SLICE_SECONDS, tell)
    tell(`memory: skipped: ${fault}`)
  } catch (error) {
    if (bench.processes.stopped) throw error
    tell(`memory: failed: ${messageOf(error)}`)
  }
  return []
}
