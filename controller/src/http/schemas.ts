import { z } from 'zod'
import { ACTIONS } from '../store/actions.ts'

/*
 * The bodies of the API, once: requests are checked by them, the OpenAPI document is generated from them, and
 * the client reads answers through them.
 */
const weight = z.int().min(0).max(100).describe('Percent of the requests that the candidate answers, 0–100')
const version = z.int().min(0).describe('Rises with every change of the route table')

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

const match = z.object({
  host: z.string().nullable(),
  path: z.string(),
  methods: z.array(z.string()).nullable(),
})
const drift = z.object({
  plane: z.string(),
  route: z.string(),
  expected: weight,
  actual: z.number().nullable().describe('Null where the state of the plane is no weight'),
})
const stage = z.enum(['legacy', 'shadow', 'ramp', 'live', 'retired'])
const hold = z.object({
  cause: z
    .enum(['operator', 'drift', 'gate'])
    .describe('A person, a plane changed by hand, or a gate that failed'),
  who: z.string(),
  why: z.string(),
  since: z.iso.datetime(),
})
const role = z.enum(['leader', 'standby', 'cut-off'])

const routeStatus = z.object({
  id: z.string(),
  match,
  phase: z.enum(['pilot', 'consolidation', 'final']),
  after: z.array(z.string()),
  ramp: z.array(weight),
  deny: z.boolean(),
  legacy: z.string().nullable(),
  candidate: z.string().nullable(),
  stage,
  weight,
  movable: z.boolean().describe('Whether the weight may be set'),
  planes: z.record(z.string(), z.number().nullable()).describe('Weight by plane, as read back from it'),
  inSync: z.boolean(),
  next: z
    .object({ stage, weight })
    .nullable()
    .describe('Where its next step leads; null where there is none'),
  since: z.iso.datetime().nullable().describe('Since when it stands where it does'),
  hold: hold.nullable().describe('While it is set, nobody moves the route but back'),
  approved: z.boolean().describe('Whether somebody said yes to the next step'),
})
const planeStatus = z.object({
  name: z.string(),
  reachable: z.boolean(),
  inSync: z.boolean(),
  version: z.int().nullable(),
  error: z.string().nullable(),
})

export const statusAnswer = z.object({
  plan: z.string(),
  version,
  role: role.describe('cut-off: the database cannot be reached; rollback works, set is refused'),
  controller: z.string(),
  unrecorded: z.int().describe('Steps that the database does not hold yet'),
  pause: z
    .object({ who: z.string(), why: z.string().nullable(), since: z.iso.datetime() })
    .nullable()
    .describe('While it is set, no route moves forward'),
  routes: z.array(routeStatus),
  planes: z.array(planeStatus),
  drift: z.array(drift).describe('Weights that somebody changed on a plane by hand; never fought'),
})

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

export type StatusAnswer = z.output<typeof statusAnswer>
export type SetWeightAnswer = z.output<typeof setWeightAnswer>
export type RollbackAnswer = z.output<typeof rollbackAnswer>
export type PlanAnswer = z.output<typeof planAnswer>
export type StepAnswer = z.output<typeof step>
export type AuditAnswer = z.output<typeof auditAnswer>
export type StepsAnswer = z.output<typeof stepsAnswer>
export type PauseAnswer = z.output<typeof pauseAnswer>
export type PinAnswer = z.output<typeof pinAnswer>
export type TrafficAnswer = z.output<typeof trafficAnswer>
