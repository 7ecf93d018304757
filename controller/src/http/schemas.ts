import { z } from 'zod'
import { ACTIONS } from '../store/actions.ts'

/*
 * The bodies of the API, once: requests are checked by them, the OpenAPI document is generated from them, and
 * the client reads answers through them.
 */
export const weight = z
  .int()
  .min(0)
  .max(100)
  .describe('Percent of the requests that the candidate answers, 0–100')
export const version = z.int().min(0).describe('Rises with every change of the route table')

export const stage = z.enum(['legacy', 'shadow', 'ramp', 'live', 'retired'])

// PostgreSQL has no NUL in text, and a log line no line breaks.
export const singleLine = z.string().regex(/^\P{Cc}*$/u, 'must not hold control characters or line breaks')

const pinSide = z.enum(['candidate', 'legacy'])

export const routeIdSchema = singleLine.min(1).max(200)
export const reasonSchema = singleLine.max(500).describe('Why, for the audit; one line')

const expectedVersion = version
  .optional()
  .describe('Refuses with 409 where another version stands. Default: any')
const reason = reasonSchema.optional()

export const setWeightRequest = z.strictObject({ weight, reason, expectedVersion })
export const moveRequest = z.strictObject({ reason, expectedVersion })
export const advanceRequest = z.strictObject({
  reason,
  expectedVersion,
  force: z.boolean().default(false).describe('Also where gates do not pass'),
})
export const reasonRequest = z.strictObject({ reason })
export const rollbackRequest = z.strictObject({
  route: routeIdSchema.optional().describe('Default: every route that a candidate answers'),
  reason: reasonSchema.optional(),
})
export const emptyRequest = z.strictObject({})
export const pinRequest = z.strictObject({
  side: pinSide.default('candidate'),
  forSeconds: z.int().min(1).max(604_800).default(3600).describe('How long it counts, up to a week'),
})
export const stepsQuery = z.strictObject({
  route: routeIdSchema.optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
})
export const auditQuery = z.strictObject({
  after: z.coerce.number().int().min(1).max(999_999_999).optional(),
  limit: z.coerce.number().int().min(1).max(1000).default(1000),
})
export const emptyQuery = z.strictObject({})

const planeOutcome = z.object({
  plane: z.string(),
  result: z.enum(['confirmed', 'unreachable', 'refused', 'outrun']),
  error: z.string().nullable(),
})

const commandAnswer = {
  version,
  secondsToEffect: z.number().describe('From the command to the last reachable plane read back'),
  warnings: z.array(z.string()),
  recorded: z.boolean().describe('False: the audit line follows when the database is back'),
  planes: z.array(planeOutcome),
}
const move = z.object({ route: z.string(), from: weight, to: weight })

export const setWeightAnswer = z.object({ ...move.shape, ...commandAnswer })
export const rollbackAnswer = z.object({ routes: z.array(move), ...commandAnswer })
export const pauseAnswer = z.object(commandAnswer)
export const planAnswer = z.object({ plan: z.string(), ...commandAnswer })

export const step = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  action: z.enum(ACTIONS),
  who: z.string(),
  why: z.string().nullable(),
  ...move.shape,
  route: z.string().describe('`*` in lines that concern every route'),
  fromStage: stage.nullable(),
  toStage: stage.nullable(),
  version,
  evidence: z.looseObject({}).nullable().describe('What the step rests on'),
  hash: z.string().nullable().optional().describe('Binds the line to all before it; events have none'),
})
export const stepsAnswer = z.object({ steps: z.array(step).describe('Latest first') })

export const auditAnswer = z.object({
  steps: z.array(step).describe('Oldest first'),
  next: z.int().nullable().describe('What to ask for `after` to go on; null at the end'),
})

export const pinAnswer = z.object({
  side: pinSide,
  expiresAt: z.iso.datetime(),
  header: z.string().describe('Name of the header to send'),
  value: z.string().describe('Its value; who holds it has that side until it expires'),
})

const side = z.object({ requests: z.number(), errors5xx: z.number(), inFlight: z.number() })
export const trafficAnswer = z.object({
  routes: z.array(
    z.object({
      id: z.string(),
      planes: z
        .record(z.string(), z.object({ legacy: side, candidate: side }))
        .describe('Counted by each plane since it was started'),
    }),
  ),
})

export const tableAnswer = z
  .looseObject({ plan: z.string(), version })
  .describe('The route table as the planes get it')

export const errorAnswer = z.object({
  error: z.object({
    code: z.string().describe('ERR_<AREA>_<WHAT>'),
    message: z.string().describe('What is wrong'),
    remedy: z.string().describe('How to mend it'),
  }),
})

export type SetWeightAnswer = z.output<typeof setWeightAnswer>
export type RollbackAnswer = z.output<typeof rollbackAnswer>
export type PlanAnswer = z.output<typeof planAnswer>
export type StepAnswer = z.output<typeof step>
export type AuditAnswer = z.output<typeof auditAnswer>
export type StepsAnswer = z.output<typeof stepsAnswer>
export type PauseAnswer = z.output<typeof pauseAnswer>
export type PinAnswer = z.output<typeof pinAnswer>
export type TrafficAnswer = z.output<typeof trafficAnswer>
