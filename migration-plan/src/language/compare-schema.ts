import { z } from 'zod'
import { PERCENT } from './percent.ts'
import { refuse } from './refusal.ts'
import { rule } from './rule-schema.ts'
import { selector } from './selector-schema.ts'

/** What is compared where the plan does not say. */
export const COMPARE_DEFAULTS = { sample: '0%', rules: [], redact: [] } as const

const NO_PERCENT = refuse(
  'is no percentage',
  'write 0% to 100%, with at most two decimals, such as 20% or 0.5%',
)

/** How answers of legacy and candidate are compared. */
export const compare = z
  .strictObject({
    sample: z
      .string({ error: NO_PERCENT })
      .regex(PERCENT, { error: NO_PERCENT })
      .exactOptional()
      .describe('Share of the requests that both sides are asked, 0% to 100%. Default: 0%, no comparing.'),
    rules: z
      .array(rule)
      .exactOptional()
      .describe('What may differ, each in a line of its own; those of `defaults` count too.'),
    redact: z
      .array(selector)
      .exactOptional()
      .describe('What is never stored or shown, besides cookies, credentials and tokens; as with rules.'),
  })
  .describe('How answers of legacy and candidate are compared.')

export type CompareFile = z.infer<typeof compare>
