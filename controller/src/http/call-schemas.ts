import { z } from 'zod'

export const refusedCallsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})

const refusedCalls = z.object({
  minute: z.iso.datetime().describe('Counted are calls of one minute that differ in nothing else'),
  client: z.string().describe('Address; of IPv6 the network; "others" where too many clients came at once'),
  operation: z.string().describe('Method and path'),
  status: z.int().describe('401: no good token; 403: a viewer; 429: too many'),
  claimed: z.string().nullable().describe('Whom the last one said to act for; nobody checked that'),
  lastAt: z.iso.datetime(),
  count: z.int().min(1),
})

export const refusedCallsAnswer = z.object({ calls: z.array(refusedCalls) })

export type RefusedCallsAnswer = z.output<typeof refusedCallsAnswer>
