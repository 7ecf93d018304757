import { contestants } from '../../src/contestants/index.ts'
import type { Mode } from '../../src/modes.ts'
import type { Table } from '../../src/results.ts'
import type { Sample } from '../../src/sample.ts'

export function sampleOf(requestsPerSecond: number, more: Partial<Sample> = {}): Sample {
  return {
    requestsPerSecond,
    p50Ms: 1,
    p99Ms: 2,
    failed: 0,
    cpuMicroseconds: 20,
    residentMb: 80,
    disturbance: 0,
    ...more,
  }
}

/** A table with the requests per second of contestants by name and round; null: it failed in that round. */
export function tableOf(mode: Mode, rates: Readonly<Record<string, readonly (number | null)[]>>): Table {
  const rows = Object.entries(rates).map(([wanted, samples]) => {
    const contestant = contestants.find(({ name }) => name === wanted)
    if (!contestant) throw new Error(`${wanted} is no contestant`)
    return {
      contestant,
      samples: samples.map((rate) => (rate === null ? null : sampleOf(rate))),
      fault: null,
    }
  })
  return { mode, rows }
}
