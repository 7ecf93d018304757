import { z } from 'zod'
import { isHost } from './address.ts'
import { compare } from './compare-schema.ts'
import { duration } from './duration-schema.ts'
import { gates } from './gates-schema.ts'
import { headers } from './headers-schema.ts'
import { quote } from '../fault.ts'
import { METHODS } from './methods.ts'
import { limits } from './limits-schema.ts'
import { name } from './name-schema.ts'
import { patternFault } from './pattern-fault.ts'
import { PHASES } from '../plan.ts'
import { refusal, refuse } from './refusal.ts'

/** How long to wait for an upstream where the plan does not say. */
export const TIMEOUT_DEFAULTS = { connect: '2s', response: '60s' } as const

/** What a route is where neither it nor the plan's `defaults` say otherwise. */
export const ROUTE_DEFAULTS = {
  deny: false,
  phase: 'consolidation',
  after: [],
  ramp: [5, 33, 50, 100],
  split: { by: 'request' },
  auto: false,
  retries: 2,
  expose: false,
} as const

const match = z.strictObject({
  host: z
    .string()
    .refine(isHost, {
      error: refuse('is no host name', 'write the name alone: no scheme, port, * or last dot'),
    })
    .exactOptional()
    .describe('Only requests for this host, written without port. Default: every host.'),
  path: z
    .string()
    .check((payload) => {
      const fault = patternFault(payload.value)
      if (fault !== undefined)
        payload.issues.push({
          code: 'custom',
          input: payload.value,
          message: refusal(
            `${quote(payload.value)} is no path pattern: ${fault}`,
            'write /exact, /with/:parameter or /under/*',
          ),
        })
    })
    .describe(
      '/exact, /with/:parameter (one segment), or /under/* (claims /under/ and everything below it).',
    ),
  methods: z
    .array(z.enum(METHODS))
    .min(1, { error: () => refusal('the list is empty', 'name a method, or remove methods for all of them') })
    .exactOptional()
    .describe('Only requests with these methods. Default: every method. GET does not include HEAD.'),
})

const byRequest = z.literal('request').describe('Request by request: exactly `weight` of any hundred.')
const byUser = z.literal('user').describe('User by user: everybody stays on one side and moves one way.')
const token = (what: string) =>
  z
    .string()
    .regex(/^[\w.-]{1,100}$/, { error: refuse(`is no name of a ${what}`, 'write letters, digits and . _ -') })

const split = z
  .discriminatedUnion('by', [
    z.strictObject({ by: byRequest }),
    z.strictObject({
      by: byUser,
      cookie: token('cookie').exactOptional().describe('Cookie whose value tells users apart.'),
      header: token('header').exactOptional().describe('Request header whose value tells users apart.'),
    }),
  ])
  .describe('How requests are shared between legacy and candidate. Default: { by: request }.')

const noWeight = { error: refuse('is no weight of a ramp', 'write whole percents from 1 to 100') }
const noCount = { error: refuse('is no number of retries', 'write a whole number from 0 to 10') }

/** What `defaults` may say for every route. */
export const policyFile = z
  .strictObject({
    legacy: z
      .string()
      .describe(
        'Upstream that answers today; none where only the candidate can. Default: the legacy of the plan.',
      ),
    candidate: z
      .string()
      .describe('Upstream that is to take over. Default: none, legacy answers everything.'),
    deny: z.boolean().describe('Never public: every plane answers 403. Default: false.'),
    phase: z
      .enum(PHASES)
      .describe('Part of the move, for people, ordering and reports. Default: consolidation.'),
    after: z
      .array(z.string())
      .describe('Ids of the routes that are to be live before this one moves. Default: none.'),
    ramp: z
      .array(z.int(noWeight).min(1, noWeight).max(100, noWeight))
      .min(1, { error: () => refusal('the ramp is empty', 'write rising percents, the last one 100') })
      .describe(
        'The weights to move by: rising whole percents, the last one 100. Default: [5, 33, 50, 100].',
      ),
    split,
    timeouts: z
      .strictObject({
        connect: duration.exactOptional().describe('For the connection to the upstream. Default: 2s.'),
        response: duration
          .exactOptional()
          .describe('Longest silence of the upstream before and in its answer. Default: 60s.'),
      })
      .describe('How long to wait for an upstream.'),
    limits,
    headers,
    compare,
    auto: z
      .boolean()
      .describe('Whether the controller moves it by itself, as far as the gates let it. Default: false.'),
    gates,
    retries: z
      .int(noCount)
      .min(0, noCount)
      .max(10, noCount)
      .describe('Further attempts for a safe request whose connection failed. Default: 2.'),
    expose: z
      .boolean()
      .describe('Whether answers name route, upstream and stage in X-Strangler-* headers. Default: false.'),
  })
  .exactPartial()

/** A route as the plan writes it. */
export const routeFile = policyFile.extend({
  id: name.describe('Name of the route in commands, reports and metrics; unique in the plan.'),
  match: match.describe(
    'Which requests the route claims. The most specific route wins; their order never matters.',
  ),
})

export type MatchFile = z.infer<typeof match>
export type PolicyFile = z.infer<typeof policyFile>
