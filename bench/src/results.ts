import type { Contestant } from './contestants/contestant.ts'
import type { Mode } from './modes.ts'
import type { Sample } from './sample.ts'
import { medianRatio } from './statistics.ts'

/** What one contestant showed in one mode. */
export interface Row {
  readonly contestant: Contestant
  /** By round; null where it failed. */
  readonly samples: readonly (Sample | null)[]
  /** Why it failed or was skipped, the last time it was. */
  readonly fault: string | null
}

/** What one mode showed. */
export interface Table {
  readonly mode: Mode
  readonly rows: readonly Row[]
}

/** Requests per second of one contestant over those of another; NaN where they never ran in the same round. */
export function ratio({ rows }: Table, name: string, other: string): number {
  const rates = (wanted: string): readonly (number | null)[] =>
    rows
      .find(({ contestant }) => contestant.name === wanted)
      ?.samples.map((sample) => sample?.requestsPerSecond ?? null) ?? []
  return medianRatio(rates(name), rates(other))
}
