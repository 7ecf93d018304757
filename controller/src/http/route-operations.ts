import { z } from 'zod'
import type { Controller } from '../control/controller.ts'
import type { RouteNumbers } from '../evidence/route-evidence.ts'
import { sinceQuery } from './comparison-schemas.ts'
import { operation, type Operation } from './operation.ts'
import { emptyQuery } from './schemas.ts'
import { historyAnswer, whyAnswer } from './status-schemas.ts'

const OF_A_ROUTE = { method: 'get', role: 'viewer', body: null, parameters: ['id'], refusals: [404] } as const

/** What is known of one route. */
export function routeOperations(controller: Controller): readonly Operation[] {
  return [
    operation({
      ...OF_A_ROUTE,
      path: '/routes/{id}/why',
      summary: 'What a route waits for, in plain words, with what each gate says',
      query: emptyQuery,
      answer: whyAnswer,
      handle: ({ parameters: { id } }) => {
        const { evidence, findings, ...why } = controller.why(id)
        return {
          ...why,
          evidence: evidence && numbersJson(evidence),
          findings: findings.map(({ passesAt, ...finding }) => ({ ...finding, passesAt: isoOf(passesAt) })),
        }
      },
    }),
    operation({
      ...OF_A_ROUTE,
      path: '/routes/{id}/history',
      summary: 'What both sides of a route answered over time, and how their answers compared',
      query: sinceQuery,
      answer: historyAnswer,
      handle: async ({ parameters: { id }, query: { since } }) => {
        const points = await controller.history(id, since)
        return { route: id, points: points.map((point) => ({ ...point, from: point.from.toISOString() })) }
      },
    }),
  ]
}

/** Numbers of a route as the API has them. */
export function numbersJson({ since, ...numbers }: RouteNumbers): Omit<RouteNumbers, 'since'> & {
  readonly since: string | null
} {
  return { ...numbers, since: since?.toISOString() ?? null }
}

function isoOf(at: number | null): string | null {
  // Beyond what a date holds nobody waits.
  return at === null || !z.number().max(8.64e15).safeParse(at).success ? null : new Date(at).toISOString()
}
