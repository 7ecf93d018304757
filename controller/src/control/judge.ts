import type { Observation } from '../planes/plane.ts'

/**
 * How a plane relates to the table: `behind` must be told (it lags, or it started anew and may have forgotten),
 * `ahead` was told by somebody else, `level` serves the table, whatever an operator did to it since.
 */
export type Relation = 'behind' | 'level' | 'ahead'

export function judge(observation: Observation, toldInstance: string | null, tableVersion: number): Relation {
  const { version, instance } = observation
  if (version !== null && version > tableVersion) return 'ahead'
  return version === tableVersion && instance === toldInstance ? 'level' : 'behind'
}
