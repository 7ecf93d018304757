import { z } from 'zod'
import { reasonSchema } from './schemas.ts'

const time = z.iso.datetime()

const caller = z.object({
  source: z.string().describe('What saw it: a plane, or the access log'),
  route: z.string().describe('Id of the route that claims the path'),
  client: z.string().describe('Address; empty where the source does not tell'),
  agent: z.string().describe('User-Agent; empty where the source does not tell'),
  path: z.string().describe('Of the last request, or the pattern of the route'),
  count: z.int().min(0).describe('Requests since it was first seen; 0 for one under way'),
  firstSeen: time,
  lastSeen: time,
})

const source = z.object({
  name: z.string(),
  watchedSince: time.describe('From when on nothing was missed'),
  seenAt: time,
  isWatched: z.boolean(),
  note: z.string().nullable().describe('Why it is watched no longer than that'),
  checks: z.int().min(0).describe('Checks of health by the planes, which are no calls'),
})

export const drainedQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('Callers at most'),
})

export const drainedAnswer = z.object({
  drained: z.boolean().describe('Nobody asked legacy for anything in the period, and nothing was missed'),
  legacy: z.string(),
  switchedOff: z.boolean().describe('No plane knows legacy any more'),
  periodSeconds: z.number(),
  since: time.describe('From when on nobody may have called'),
  reasons: z.array(z.string()).describe('Why it is not drained'),
  sources: z.array(source),
  callers: z.array(caller).describe('Who called since, latest first'),
  more: z.int().min(0).describe('Callers beyond those'),
  notRetired: z.array(z.string()).describe('Routes that may still be legacy’s'),
})

export const retireLegacyRequest = z
  .strictObject({
    force: z.boolean().default(false).describe('Even if it is not drained; needs a reason'),
    reason: reasonSchema.optional(),
  })
  .refine(({ force, reason }) => !force || reason !== undefined, {
    path: ['reason'],
    message: 'is missing; force needs one',
  })

export type DrainedAnswer = z.output<typeof drainedAnswer>
