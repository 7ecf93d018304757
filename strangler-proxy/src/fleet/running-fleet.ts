import type { Fleet } from '../steered.ts'

/** A fleet whose door is open. */
export interface RunningFleet extends Fleet {
  /** Where it listens. */
  readonly port: number
  /** Lets all that is in flight come to its end; false if something had to be cut off. */
  readonly stop: () => Promise<boolean>
}
