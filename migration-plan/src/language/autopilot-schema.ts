import { z } from 'zod'
import { refuse } from './refusal.ts'

const MOST_AT_ONCE = 1000
const noCount = {
  error: refuse('is no number of routes', `write a whole number from 1 to ${MOST_AT_ONCE}`),
}

/** How routes with `auto: true` are moved, as the plan writes it. */
export const autopilotFile = z.strictObject({
  atOnce: z
    .int(noCount)
    .min(1, noCount)
    .max(MOST_AT_ONCE, noCount)
    .exactOptional()
    .describe('How many routes may be on their way by themselves at once. Default: 2.'),
})

export const AUTOPILOT_DEFAULTS = { atOnce: 2 } as const
