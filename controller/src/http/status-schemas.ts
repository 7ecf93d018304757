import { PHASES } from '@strangler/migration-plan'
import { z } from 'zod'
import { stage, version, weight } from './schemas.ts'

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
const hold = z.object({
  cause: z
    .enum(['operator', 'drift', 'gate'])
    .describe('A person, a plane changed by hand, or a gate that failed'),
  who: z.string(),
  why: z.string(),
  since: z.iso.datetime(),
})
const role = z.enum(['leader', 'standby', 'cut-off'])

const verdict = z.enum(['pass', 'inconclusive', 'fail'])
const milliseconds = z.number().nullable().describe('Null where no plane measures it')
const sideTotals = {
  requests: z.int(),
  errors: z.int().describe('Answered with 5xx, or not at all'),
  p50Ms: milliseconds,
  p95Ms: milliseconds,
  p99Ms: milliseconds,
}
const sideNumbers = z.object({ ...sideTotals, perSecond: z.number() })
const routeNumbers = z.object({
  since: z.iso.datetime().nullable(),
  legacy: sideNumbers,
  candidate: sideNumbers,
  latencyRatio: z.number().nullable().describe("The candidate's 95th percentile by legacy's"),
  mismatch: z
    .object({
      pairs: z.int(),
      mismatches: z.int(),
      bound: z.number().nullable().describe('Percent that it surely does not exceed'),
    })
    .nullable(),
})

const routeStatus = z.object({
  id: z.string(),
  match,
  phase: z.enum(PHASES),
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
  verdict: verdict.nullable().describe('Of the gates of the next step; null where nothing is known'),
  waitsFor: z.string().nullable().describe('What it waits for first of all'),
  evidence: routeNumbers.nullable().describe('Since the route stands where it does'),
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

export const whyAnswer = z.object({
  route: z.string(),
  stage,
  weight,
  next: z.object({ stage, weight }).nullable(),
  verdict: verdict.nullable(),
  sentence: z.string(),
  waits: z.array(
    z.object({ on: z.enum(['hold', 'pause', 'order', 'gate', 'person', 'end']), sentence: z.string() }),
  ),
  findings: z.array(
    z.object({
      gate: z.string(),
      verdict,
      sentence: z.string(),
      passesAt: z.iso.datetime().nullable().describe('When it may pass at the earliest, as things go'),
    }),
  ),
  evidence: routeNumbers.nullable(),
})

const sidePoint = z.object(sideTotals)
export const historyAnswer = z.object({
  route: z.string(),
  points: z
    .array(
      z.object({
        from: z.iso.datetime(),
        seconds: z.int(),
        legacy: sidePoint,
        candidate: sidePoint,
        pairs: z.int(),
        mismatches: z.int(),
      }),
    )
    .describe('Oldest first: minutes, and hours where they are two days old'),
})

export type WhyAnswer = z.output<typeof whyAnswer>
export type HistoryAnswer = z.output<typeof historyAnswer>
export type StatusAnswer = z.output<typeof statusAnswer>
