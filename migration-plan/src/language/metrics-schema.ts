import { z } from 'zod'
import { quote } from '../fault.ts'
import { exactlyOne } from './exactly-one.ts'
import { name } from './name-schema.ts'
import { refusal, refuse } from './refusal.ts'

const LONGEST_QUERY = 2000
const MOST_METRICS = 10

const query = z
  .string()
  .refine((text) => text.trim() !== '', { error: refuse('asks for nothing', 'write it in PromQL') })
  .max(LONGEST_QUERY, {
    error: refuse(`is longer than ${LONGEST_QUERY} characters`, 'write a recording rule, and ask for that'),
  })
  .check(({ value, issues }) => {
    const unknown = /\{\{(?!route\}\})[^}]*\}?\}?/.exec(value)?.[0]
    if (unknown !== undefined)
      issues.push({
        code: 'custom',
        input: value,
        message: refusal(`nothing takes the place of ${quote(unknown)}`, 'write {{route}}, or one brace'),
      })
  })

const noLimit = { error: refuse('is no limit', 'write a number, such as 0.01') }

const metric = z
  .strictObject({
    name: name.describe('What it is called in sentences; unique in its list.'),
    query: query.describe('Its value, in PromQL: one number. {{route}} is the id of the route.'),
    max: z.number(noLimit).exactOptional().describe('The most that it may be. Either this or `min`.'),
    min: z.number(noLimit).exactOptional().describe('The least that it has to be. Either this or `max`.'),
  })
  .check(exactlyOne(['max', 'min'], 'write the limit that it has'))

/** Numbers of a Prometheus that have to keep to limits. */
export const metrics = z
  .array(metric)
  .min(1, { error: () => refusal('the list is empty', 'name a metric, or write none') })
  .max(MOST_METRICS, {
    error: () => refusal(`more than ${MOST_METRICS} metrics are there`, 'write fewer'),
  })

export type MetricFile = z.infer<typeof metric>
