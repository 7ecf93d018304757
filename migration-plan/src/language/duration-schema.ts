import { z } from 'zod'
import { DURATION, durationMs } from './duration.ts'
import { refuse } from './refusal.ts'

const LONGEST_MS = 24 * 3_600_000
const NO_DURATION = refuse('is no duration', 'write a whole number and its unit: 200ms, 5s, 1m, 1h')

/** How long to wait for something, from 1ms to 24h. */
export const duration = z
  .string({ error: NO_DURATION })
  .regex(DURATION, { error: NO_DURATION, abort: true })
  .refine((text) => durationMs(text) > 0 && durationMs(text) <= LONGEST_MS, {
    error: refuse('is out of bounds', 'write a duration from 1ms to 24h'),
  })
