import { z } from 'zod'
import { duration } from './duration-schema.ts'
import { NONE } from './none.ts'
import { refuse } from './refusal.ts'

const MOST_CONNECTIONS = 100_000

/** How much of a route its upstreams bear, where the plan does not say. */
export const LIMIT_DEFAULTS = { connections: NONE, queue: '5s' } as const

const noLimit = {
  error: refuse('is no limit', `write a whole number from 1 to ${MOST_CONNECTIONS}, or none`),
}

/** How much of a route each address of its upstreams bears at once. */
export const limits = z
  .strictObject({
    connections: z
      .union([z.literal(NONE), z.int(noLimit).min(1, noLimit).max(MOST_CONNECTIONS, noLimit)], noLimit)
      .exactOptional()
      .describe(
        'Most requests of the route that one address of an upstream answers at once; more wait. Default: none.',
      ),
    queue: duration
      .exactOptional()
      .describe('Longest wait for a place among them; who waits longer gets 503. Default: 5s.'),
  })
  .describe('How much of the route its upstreams bear.')
