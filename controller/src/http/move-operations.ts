import type { Author } from '../control/author.ts'
import type { CommandResult } from '../control/command-result.ts'
import type { Steering } from '../control/steering.ts'
import { commandJson, moveJson } from './command-json.ts'
import { operation, type Operation } from './operation.ts'
import {
  advanceRequest,
  emptyQuery,
  moveRequest,
  pauseAnswer,
  reasonRequest,
  rollbackAnswer,
  rollbackRequest,
  setWeightAnswer,
  setWeightRequest,
} from './schemas.ts'

/** What moves routes, or keeps them from moving. */
export function moveOperations(steering: Steering): readonly Operation[] {
  return [...moves(steering), rollback(steering), ...restraints(steering), ...pauses(steering)]
}

const oneRoute = { role: 'operator', parameters: ['id'], query: emptyQuery, answer: setWeightAnswer } as const

function moves({ set, shadow, advance, retire }: Steering): readonly Operation[] {
  return [
    operation({
      ...oneRoute,
      method: 'put',
      path: '/routes/{id}/weight',
      summary: 'Sets the weight of a route; answers once every reachable plane was read back',
      body: setWeightRequest,
      refusals: [404, 409, 502],
      handle: async ({ parameters: { id }, body: { weight, reason, ...expected }, who }) =>
        moveJson(await set(id, weight, { who, why: reason ?? null }, expected)),
    }),
    operation({
      ...oneRoute,
      method: 'put',
      path: '/routes/{id}/shadow',
      summary: 'Legacy answers the route, and the candidate is asked too, for comparison',
      body: moveRequest,
      refusals: [404, 409, 502],
      handle: async ({ parameters: { id }, body: { reason, ...expected }, who }) =>
        moveJson(await shadow(id, { who, why: reason ?? null }, expected)),
    }),
    operation({
      ...oneRoute,
      method: 'post',
      path: '/routes/{id}/advance',
      summary: 'One step of a route along its way, if order, holds and gates let it',
      body: advanceRequest,
      refusals: [404, 409, 502],
      handle: async ({ parameters: { id }, body: { reason, ...how }, who }) =>
        moveJson(await advance(id, { who, why: reason ?? null }, how)),
    }),
    operation({
      ...oneRoute,
      method: 'post',
      path: '/routes/{id}/retire',
      summary: 'Ends the move of a live route: legacy answers it no more, and there is no way back',
      body: moveRequest,
      refusals: [404, 409, 502],
      handle: async ({ parameters: { id }, body: { reason, ...expected }, who }) =>
        moveJson(await retire(id, { who, why: reason ?? null }, expected)),
    }),
  ]
}

function rollback(steering: Steering): Operation {
  return operation({
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
      const result = await steering.rollback(body.route ?? null, { who, why })
      return { routes: result.moves, ...commandJson(result) }
    },
  })
}

function restraints({ hold, release, approve, adopt, revert }: Steering): readonly Operation[] {
  const onRoute = (
    name: string,
    summary: string,
    command: (id: string, author: Author) => Promise<CommandResult>,
  ): Operation =>
    operation({
      ...oneRoute,
      method: 'post',
      path: `/routes/{id}/${name}`,
      summary,
      body: reasonRequest,
      refusals: [404, 409, 502],
      handle: async ({ parameters: { id }, body: { reason }, who }) =>
        moveJson(await command(id, { who, why: reason ?? null })),
    })
  return [
    onRoute(
      'hold',
      'Nobody moves the route but back, until it is released; works without the database',
      hold,
    ),
    onRoute('release', 'Lets a held route move again', release),
    onRoute('approve', 'Says yes to the next step of a route', approve),
    onRoute('adopt', 'What was done to a route by hand on a plane is what every plane does', adopt),
    onRoute('revert', 'What was done to a route by hand on a plane is taken back', revert),
  ]
}

function pauses({ pause, resume }: Steering): readonly Operation[] {
  const onAll = (
    path: string,
    summary: string,
    command: (author: Author) => Promise<CommandResult>,
  ): Operation =>
    operation({
      method: 'post',
      path,
      role: 'operator',
      summary,
      query: emptyQuery,
      body: reasonRequest,
      answer: pauseAnswer,
      refusals: [409],
      handle: async ({ body: { reason }, who }) => commandJson(await command({ who, why: reason ?? null })),
    })
  return [
    onAll('/pause', 'No route moves forward; works without the database', pause),
    onAll('/resume', 'Routes may move forward again', resume),
  ]
}
