import type { StepVerdict } from '@strangler/migration-plan'

/** Knows what the evidence says of a route's next step. */
export interface GateKeeper {
  /** By what is known right now; never throws. */
  judge: (route: string) => Promise<StepVerdict>
  /** By what is known without asking anybody; null where nothing is. */
  verdictOf: (route: string) => StepVerdict | null
}
