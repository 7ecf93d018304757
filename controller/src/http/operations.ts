import type { CommandResult } from '../control/commands.ts'
import type { Controller } from '../control/controller.ts'
import type { Step } from '../store/state-store.ts'
import { operation, type Operation, type ReadOnly } from './operation.ts'
import {
  emptyQuery,
  emptyRequest,
  planAnswer,
  rollbackAnswer,
  rollbackRequest,
  setWeightAnswer,
  setWeightRequest,
  shadowRequest,
  statusAnswer,
  type step as stepSchema,
  stepsAnswer,
  stepsQuery,
  tableAnswer,
  trafficAnswer,
} from './schemas.ts'
import type { z } from 'zod'

/** Everything that the API can do, but for the event stream. */
export function operationsOf(controller: Controller): readonly Operation[] {
  return [...reads(controller), ...moves(controller), planReload(controller)]
}

function reads(controller: Controller): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/status',
      role: 'viewer',
      summary: 'Where every route stands, and what every plane does',
      query: emptyQuery,
      body: null,
      answer: statusAnswer,
      handle: () => controller.status(),
    }),
    operation({
      method: 'get',
      path: '/table',
      role: 'viewer',
      summary: 'The route table as the planes get it',
      query: emptyQuery,
      body: null,
      answer: tableAnswer,
      handle: () => ({ ...controller.table() }),
    }),
    operation({
      method: 'get',
      path: '/steps',
      role: 'viewer',
      summary: 'The audit: who moved what, when and why, latest first',
      query: stepsQuery,
      body: null,
      answer: stepsAnswer,
      handle: async ({ query }) => ({ steps: (await controller.steps(query)).map(stepJson) }),
    }),
    operation({
      method: 'get',
      path: '/traffic',
      role: 'viewer',
      summary: 'Requests, 5xx answers and requests in flight, by route, plane and side',
      query: emptyQuery,
      body: null,
      answer: trafficAnswer,
      handle: () => ({ routes: controller.traffic() }),
    }),
  ]
}

function moves(controller: Controller): readonly Operation[] {
  return [
    operation({
      method: 'put',
      path: '/routes/{id}/weight',
      role: 'operator',
      summary: 'Sets the weight of a route; answers once every reachable plane was read back',
      parameters: ['id'],
      query: emptyQuery,
      body: setWeightRequest,
      answer: setWeightAnswer,
      refusals: [404, 409, 502],
      handle: async ({ parameters, body, who }) => {
        const why = body.reason ?? null
        return moveJson(await controller.set(parameters.id, body.weight, { who, why }))
      },
    }),
    operation({
      method: 'put',
      path: '/routes/{id}/shadow',
      role: 'operator',
      summary: 'Legacy answers the route, and the candidate is asked too, for comparison',
      parameters: ['id'],
      query: emptyQuery,
      body: shadowRequest,
      answer: setWeightAnswer,
      refusals: [404, 409, 502],
      handle: async ({ parameters, body, who }) =>
        moveJson(await controller.shadow(parameters.id, { who, why: body.reason ?? null })),
    }),
    operation({
      method: 'post',
      path: '/rollback',
      role: 'operator',
      summary: 'Back to legacy, one route or all; works without the database',
      isUrgent: true,
      query: emptyQuery,
      body: rollbackRequest,
      answer: rollbackAnswer,
      refusals: [404, 409, 502],
      handle: async ({ body, who }) => {
        const why = body.reason ?? null
        const result = await controller.rollback(body.route ?? null, { who, why })
        return { routes: result.moves, ...commandJson(result) }
      },
    }),
  ]
}

function planReload(controller: Controller): Operation {
  return operation({
    method: 'post',
    path: '/plan',
    role: 'operator',
    summary: 'Reads the plan file again; a bad plan changes nothing',
    query: emptyQuery,
    body: emptyRequest,
    answer: planAnswer,
    refusals: [409, 502],
    handle: async () => {
      const result = await controller.reload()
      return { plan: controller.table().plan, ...commandJson(result) }
    },
  })
}

/** Of a command that moved one route. */
export function moveJson(result: CommandResult): ReadOnly<z.input<typeof setWeightAnswer>> {
  const [move] = result.moves
  if (!move) throw new TypeError('a command that moves a route moved none')
  return { ...move, ...commandJson(result) }
}

function commandJson({
  version,
  secondsToEffect,
  warnings,
  recorded,
  planes,
}: CommandResult): ReadOnly<Omit<z.input<typeof planAnswer>, 'plan'>> {
  const outcomes = planes.map(({ plane, result, error }) => ({ plane, result, error }))
  return { version, secondsToEffect, warnings, recorded, planes: outcomes }
}

/** A step as the API and the event stream show it. */
export function stepJson({ at, ...step }: Step): z.input<typeof stepSchema> {
  return { ...step, at: at.toISOString() }
}
