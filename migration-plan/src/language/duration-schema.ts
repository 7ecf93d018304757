import { z } from 'zod'
import { DURATION, durationMs } from './duration.ts'
import { NONE } from './none.ts'
import { refuse } from './refusal.ts'

const NO_DURATION = refuse('is no duration', 'write a whole number and its unit: 200ms, 5s, 1m, 1h, 2d')

/** How long to wait for something, from 1ms on; `longest` is a duration too. */
export function durationUpTo(longest: string) {
  return z
    .string({ error: NO_DURATION })
    .regex(DURATION, { error: NO_DURATION, abort: true })
    .refine((text) => isBetween(text, longest), {
      error: refuse('is out of bounds', `write a duration from 1ms to ${longest}`),
    })
}

/** The same, where there may be nothing to wait for. */
export function durationOrNone(longest: string) {
  return z
    .string({ error: NO_DURATION })
    .regex(new RegExp(`^${NONE}$|${DURATION.source}`), { error: NO_DURATION, abort: true })
    .refine((text) => text === NONE || isBetween(text, longest), {
      error: refuse('is out of bounds', `write a duration from 1ms to ${longest}, or ${NONE}`),
    })
}

export const duration = durationUpTo('24h')

function isBetween(text: string, longest: string): boolean {
  return durationMs(text) > 0 && durationMs(text) <= durationMs(longest)
}
