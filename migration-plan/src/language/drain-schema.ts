import { z } from 'zod'
import { durationUpTo } from './duration-schema.ts'

/** When legacy counts as drained, as the plan writes it. */
export const drainFile = z.strictObject({
  period: durationUpTo('30d')
    .exactOptional()
    .describe('How long nobody may have asked legacy for anything before it is switched off. Default: 24h.'),
})

export type DrainFile = z.infer<typeof drainFile>

export const DRAIN_DEFAULTS = { period: '24h' } as const
