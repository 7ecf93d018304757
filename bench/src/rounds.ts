import { contestants } from './contestants/index.ts'
import type { Contestant } from './contestants/contestant.ts'
import { messageOf } from './errors.ts'
import type { Mode } from './modes.ts'
import type { Row, Table } from './results.ts'
import { takeSample, type Bench, type Sample } from './sample.ts'

/** How much is measured, and who is told. */
export interface Extent {
  readonly rounds: number
  readonly seconds: number
  readonly isWanted: (mode: string, contestant: string) => boolean
  readonly tell: (line: string) => void
}

interface Track {
  readonly contestant: Contestant
  readonly samples: (Sample | null)[]
  fault: string | null
}

/** Measures all contestants of a mode, one sample of each in every round; one that fails does not stop the others. */
export async function runMode(bench: Bench, mode: Mode, extent: Extent): Promise<Table> {
  const tracks = contestants
    .filter(({ name, modes }) => modes.includes(mode) && extent.isWanted(mode.name, name))
    .map((contestant): Track => ({ contestant, samples: [], fault: contestant.missing?.() ?? null }))
  for (const { contestant, fault } of tracks)
    if (fault !== null) extent.tell(`${mode.name}/${contestant.name}: skipped: ${fault}`)
  const present = tracks.filter(({ fault }) => fault === null)
  for (let round = 1; round <= extent.rounds; round++)
    for (const track of round % 2 === 0 ? present.toReversed() : present)
      await runTurn(bench, mode, extent, track, `${mode.name} ${round}/${extent.rounds}`)
  return { mode, rows: tracks satisfies readonly Row[] }
}

async function runTurn(
  bench: Bench,
  mode: Mode,
  { seconds, tell }: Extent,
  track: Track,
  where: string,
): Promise<void> {
  const { name } = track.contestant
  try {
    const sample = await takeSample(bench, track.contestant, mode, seconds)
    track.samples.push(sample)
    tell(`${where} ${name.padEnd(18)} ${sampleText(sample)}`)
  } catch (error) {
    if (bench.processes.stopped) throw error
    track.samples.push(null)
    track.fault = messageOf(error)
    tell(`${where} ${name}: failed: ${track.fault}`)
  }
}

function sampleText({ requestsPerSecond, cpuMicroseconds, failed, disturbance }: Sample): string {
  const rate = requestsPerSecond.toFixed(0).padStart(6)
  const cpu = Number.isNaN(cpuMicroseconds) ? '     –' : cpuMicroseconds.toFixed(1).padStart(6)
  return `${rate} req/s ${cpu} µs CPU  ${failed} failed  ${disturbance.toFixed(2)} cores busy elsewhere`
}
