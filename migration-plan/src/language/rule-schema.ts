import { z } from 'zod'
import { duration } from './duration-schema.ts'
import { exactlyOne } from './exactly-one.ts'
import { refusal, refuse } from './refusal.ts'
import { isLinear, isRegularExpression } from './regular-expression.ts'
import { selector, selectorThat } from './selector-schema.ts'

const LONGEST_PATTERN = 500

const at = selector.describe(
  'Where: $.path, $..anywhere, $..element@attribute, css:SELECTOR@attribute, header:NAME or cookie:NAME.',
)

const pattern = z
  .string()
  .min(1, { error: refuse('matches everywhere', 'write what is to be replaced') })
  .max(LONGEST_PATTERN, { error: refuse(`is longer than ${LONGEST_PATTERN} characters`, 'write it shorter') })
  .refine(isRegularExpression, {
    error: refuse('is no regular expression', 'write one as JavaScript has them (u flag), such as [0-9]+'),
    abort: true,
  })
  .refine(isLinear, {
    error: refuse('cannot be matched in linear time', 'write it without look-around and references back'),
  })

const replace = z
  .strictObject({
    at,
    pattern: pattern.describe('What is replaced wherever it is found: a regular expression of JavaScript.'),
    with: z.string().describe('What takes its place; $1 is what the first group found.'),
  })
  .describe('On both sides, replaces text before it is compared.')

const noNumber = { error: refuse('is no tolerance', 'write a number above 0, such as 0.01') }
const tolerance = z
  .strictObject({
    at,
    numeric: z
      .number(noNumber)
      .positive(noNumber)
      .exactOptional()
      .describe('How far two numbers may be apart.'),
    time: duration.exactOptional().describe('How far two points in time may be apart.'),
  })
  .check(exactlyOne(['numeric', 'time'], 'write the one that fits'))
  .describe('Takes two values that are near enough for the same.')

const rename = z
  .strictObject({
    at: selectorThat((chosen) =>
      chosen.in !== 'body' || (chosen.attribute === null && chosen.steps.at(-1)?.by === 'name')
        ? undefined
        : 'does not end with a name, so it cannot be renamed',
    ).describe('What legacy has, by the name that legacy has for it.'),
    to: z
      .string()
      .regex(/^\S(?:.{0,98}\S)?$/, { error: refuse('is no name', 'write 1 to 100 characters') })
      .describe("The candidate's name for it."),
  })
  .describe('Compares what the sides have under different names.')

const equate = z
  .strictObject({
    at,
    values: z
      .array(
        z.union([z.string(), z.number(), z.boolean(), z.null()], {
          error: refuse('is no plain value', 'write text, a number, true, false or null'),
        }),
      )
      .min(2, { error: () => refusal('fewer than two values are there', 'name those that mean the same') })
      .describe('Values that mean the same.'),
  })
  .describe('Takes some values for the same.')

/** One thing that two answers may differ in. */
export const rule = z
  .strictObject({
    ignore: selector.describe('What is not compared.'),
    replace,
    tolerance,
    unordered: selectorThat(({ in: place }) =>
      place === 'body' ? undefined : 'is no list and no element, so it has no order',
    ).describe('A list, or an element, whose parts come in any order.'),
    rename,
    equate,
  })
  .exactPartial()
  .check(
    exactlyOne(
      ['ignore', 'replace', 'tolerance', 'unordered', 'rename', 'equate'],
      'write one of them, each behind a - of its own',
    ),
  )
  .meta({ minProperties: 1, maxProperties: 1 })

export type RuleFile = z.infer<typeof rule>
