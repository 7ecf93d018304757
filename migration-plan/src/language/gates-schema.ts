import { z } from 'zod'
import { durationOrNone } from './duration-schema.ts'
import { hook } from './hook-schema.ts'
import { metrics } from './metrics-schema.ts'
import { NONE } from './none.ts'
import { EXTRA_PERCENT, FACTOR, PERCENT } from './percent.ts'
import { refuse } from './refusal.ts'
import { windows } from './windows-schema.ts'

/** What a step needs where the plan does not say. The first two hold where answers are compared. */
export const GATE_DEFAULTS = {
  minComparisons: 200,
  mismatch: '0.5%',
  errors: '+0.5%',
  latencyP95: '1.5x',
  metrics: NONE,
  bake: '10m',
  approval: 'auto',
  windows: NONE,
  hook: NONE,
} as const

const MOST_COMPARISONS = 1_000_000

/** Text of a form of its own, or none. */
function textOrNone(form: RegExp, what: string, remedy: string) {
  const error = refuse(what, `${remedy}, or ${NONE}`)
  return z.string({ error }).regex(new RegExp(`^${NONE}$|${form.source}`), { error })
}

const noCount = {
  error: refuse('is no number of comparisons', `write a whole number from 0 to ${MOST_COMPARISONS}`),
}

/** What a step forward needs. */
export const gates = z
  .strictObject({
    minComparisons: z
      .int(noCount)
      .min(0, noCount)
      .max(MOST_COMPARISONS, noCount)
      .describe('Fewest answers compared since the last step. Default: 200 where answers are compared.'),
    mismatch: textOrNone(PERCENT, 'is no percentage', 'write 0% to 100%, such as 0.5%').describe(
      'Most answers that may really differ. Default: 0.5% where answers are compared.',
    ),
    errors: textOrNone(
      EXTRA_PERCENT,
      'is no extra percentage',
      'write what may come on top, such as +0.5%',
    ).describe("Most failed requests of the candidate, on top of legacy's. Default: +0.5%."),
    latencyP95: textOrNone(
      FACTOR,
      'is no factor',
      "write how many times legacy's it may be, such as 1.2x",
    ).describe(
      "Longest 95th percentile of the candidate's latency, as a multiple of legacy's. Default: 1.5x.",
    ),
    metrics: z
      .union([z.literal(NONE), metrics])
      .describe(
        'Numbers of a Prometheus (PROMETHEUS_URL of the controller) with a limit each. Default: none.',
      ),
    bake: durationOrNone('30d').describe('Shortest time at a weight before the next. Default: 10m.'),
    approval: z
      .enum(['manual', 'auto'])
      .describe('Whether somebody says yes to each step: manual or auto. Default: auto.'),
    windows: z
      .union([z.literal(NONE), windows])
      .describe('Times of the week when steps are made, or are not. Default: none, always.'),
    hook: z
      .union([z.literal(NONE), hook])
      .describe('Asked over HTTP before each step; any answer but 2xx holds it. Default: none.'),
  })
  .exactPartial()
  .describe('What a step forward needs.')

export type GatesFile = z.infer<typeof gates>
