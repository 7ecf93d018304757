import { join } from 'node:path'
import { BenchError } from './errors.ts'
import type { Mode } from './modes.ts'
import { STOPPED, type Processes } from './processes.ts'

/** What wrk saw. */
export interface Load {
  readonly requests: number
  readonly seconds: number
  /** Answers of 400 and above, and connections that broke or stayed silent for 2 s. */
  readonly failed: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** CPU time of wrk itself. */
  readonly cpuSeconds: number
}

/** Asks as fast as the connections allow, each waiting for its answer before it asks again. */
export async function load(
  processes: Processes,
  url: string,
  mode: Mode,
  routes: number,
  seconds: number,
): Promise<Load> {
  const child = processes.start('load', {
    command: 'wrk',
    args: [
      ...['-t', '1', '-c', String(mode.connections), '-d', `${seconds}s`],
      ...['-s', join(import.meta.dirname, 'load.lua'), url],
      ...['--', mode.kind, String(routes)],
    ],
  })
  await child.exited
  if (processes.stopped) throw new BenchError('ERR_BENCH_STOPPED', STOPPED)
  return parseLoad(child.lines)
}

/** Reads the line that load.lua prints. */
export function parseLoad(lines: readonly string[]): Load {
  const line = lines.find((text) => text.startsWith('result '))
  if (line !== undefined) return JSON.parse(line.slice('result '.length)) as Load
  throw new BenchError('ERR_BENCH_LOAD', `wrk gave no result; it said:\n${lines.slice(-5).join('\n')}`)
}
