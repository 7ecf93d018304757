import { SHED_CAUSES } from '@strangler/comparison'
import { durationMs, parseRule, type CompareRule } from '@strangler/migration-plan'
import { z } from 'zod'
import { singleLine } from './schemas.ts'

/*
 * The bodies of what the API tells of comparisons, for the same three uses as those in schemas.ts.
 */
const since = z
  .string()
  .max(100)
  .default('24h')
  .transform((text, context) => {
    const ago = durationMs(text)
    const at = new Date(Number.isNaN(ago) ? text : Date.now() - ago)
    if (!Number.isNaN(at.getTime())) return at
    context.addIssue('is no time; give a duration such as 24h, or a time such as 2026-01-31T12:00:00Z')
    return z.NEVER
  })
  .describe('From when on is counted, by whole minutes: a duration back from now, or a time')

const limit = (fallback: number): z.ZodDefault<z.ZodCoercedNumber> =>
  z.coerce.number().int().min(1).max(1000).default(fallback)

export const sinceQuery = z.strictObject({ since })
export const differencesQuery = z.strictObject({ since, limit: limit(100) })
export const examplesQuery = z.strictObject({
  signature: singleLine.max(1000).optional().describe('Only examples of this difference'),
  limit: limit(50),
})

const time = z.iso.datetime()
const count = z.int().min(0)
const against = z.enum(['candidate', 'legacy']).describe('legacy: it was compared with itself')
const verdict = z
  .enum(['real', 'undecided', 'noise'])
  .describe('noise: legacy differs from itself in the same way; undecided counts as real')
const percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() })

const summary = {
  route: z.string(),
  pairs: count.describe('Requests that both sides answered, and whose answers were compared'),
  equal: count,
  partial: count.describe('Pairs of which only a part could be compared'),
  mismatches: count.describe('Pairs with at least one difference that is not noise'),
  rate: z.number().nullable().describe('Share of the pairs that mismatch, 0 to 1; null without pairs'),
  bound: z.number().describe('The highest rate that this agrees with, with 95 % confidence'),
  legacyPairs: count.describe('Pairs of legacy with itself, to tell noise by'),
  signatures: z.object({ real: count, undecided: count, noise: count }).describe('Differences by verdict'),
  latency: z.object({
    pairs: count,
    legacy: percentiles,
    candidate: percentiles,
    ratio: z.number().nullable(),
    from: z.number().nullable(),
    to: z.number().nullable(),
    verdict: z.enum(['slower', 'faster', 'alike', 'undecided']),
    sentence: z.string(),
  }),
  shed: z
    .partialRecord(z.enum(SHED_CAUSES), count)
    .describe('Pairs that were chosen and not compared, by cause'),
}
const seen = z.object({ differing: count, of: count })
const difference = z.object({
  signature: z.string().describe('The same for the same difference in other answers of the route'),
  kind: z.string(),
  place: z.string(),
  selector: z.string().nullable().describe('What a rule would have to select'),
  note: z.string().nullable(),
  verdict,
  sentence: z.string(),
  candidate: seen,
  legacy: seen,
  values: z
    .object({ legacy: z.string().nullable(), candidate: z.string().nullable() })
    .describe('What each side had there the first time, cut short'),
  firstSeen: time.nullable(),
  lastSeen: time.nullable(),
  examples: z.array(z.string()).describe('Ids, latest first'),
})

export const comparisonsAnswer = z.object({ since: time, routes: z.array(z.object(summary)) })
export const routeComparisonsAnswer = z.object({
  since: time,
  ...summary,
  differences: z.array(difference).describe('Real ones first; each most often seen first'),
  more: z.boolean().describe('There are more differences than are listed'),
})
export const examplesAnswer = z.object({
  examples: z
    .array(
      z.object({
        id: z.string(),
        route: z.string(),
        against,
        at: time,
        method: z.string(),
        target: z.string(),
        legacyStatus: z.int(),
        candidateStatus: z.int(),
        signatures: z.array(z.string()),
      }),
    )
    .describe('Latest first'),
})

const headers = z.array(z.tuple([z.string(), z.string()]))
const body = z.string().nullable().describe('As text; null for bytes that are no text')
const answer = z.object({
  status: z.int(),
  headers,
  body,
  truncated: z.boolean(),
  durationMs: z.number(),
  at: time,
})
export const exampleAnswer = z.object({
  id: z.string(),
  route: z.string(),
  against,
  at: time,
  request: z.object({ method: z.string(), target: z.string(), headers, body }),
  legacy: answer,
  candidate: answer,
  differences: z.array(
    z.object({
      kind: z.string(),
      place: z.string(),
      signature: z.string(),
      selector: z.string().nullable(),
      legacy: z.string().nullable(),
      candidate: z.string().nullable(),
      note: z.string().nullable(),
    }),
  ),
  more: z.boolean(),
  partial: z.boolean(),
})
export const rulesAnswer = z.object({
  since: time,
  rules: z
    .array(z.object({ rule: z.string().describe('As the plan writes it'), times: count }))
    .describe('In the order of the plan'),
})
export const suggestionsAnswer = z.object({
  since: time,
  suggestions: z.array(z.object({ rule: z.string(), reason: z.string() })),
})

const LONGEST_RULES = 200
const written = z.record(z.string().max(100), z.unknown()).transform((rule, context): CompareRule => {
  const parsed = parseRule(rule)
  if (parsed) return parsed
  context.addIssue('is no rule; write it as plans do, such as {"ignore":"$.time"}')
  return z.NEVER
})
export const tryRulesRequest = z.strictObject({
  rules: z.array(written).max(LONGEST_RULES).describe('In place of those of the plan, written as plans do'),
  limit: z.int().min(1).max(1000).default(500).describe('How many examples are compared again, latest first'),
})
const remaining = z.object({
  signature: z.string(),
  kind: z.string(),
  place: z.string(),
  selector: z.string().nullable(),
  note: z.string().nullable(),
  verdict,
  values: z.object({ legacy: z.string().nullable(), candidate: z.string().nullable() }),
  examples: z.array(z.string()).describe('Ids, latest first'),
})
export const tryRulesAnswer = z.object({
  route: z.string(),
  examples: count.describe('Stored pairs that were compared again'),
  equal: count.describe('Pairs that the rules leave no difference of'),
  differences: z.array(remaining).describe('What would still differ, real ones first'),
  rules: z
    .array(
      z.object({
        rule: z.string().describe('As the plan writes it'),
        examples: count.describe('Pairs in which it makes a difference go'),
        silences: z
          .array(z.object({ signature: z.string(), kind: z.string(), place: z.string() }))
          .describe('Differences that it alone makes go'),
      }),
    )
    .describe('In the order that they were given'),
})

export type TryRulesAnswer = z.output<typeof tryRulesAnswer>
export type ComparisonsAnswer = z.output<typeof comparisonsAnswer>
export type RouteComparisonsAnswer = z.output<typeof routeComparisonsAnswer>
export type ExamplesAnswer = z.output<typeof examplesAnswer>
export type ExampleAnswer = z.output<typeof exampleAnswer>
export type RulesAnswer = z.output<typeof rulesAnswer>
export type SuggestionsAnswer = z.output<typeof suggestionsAnswer>
