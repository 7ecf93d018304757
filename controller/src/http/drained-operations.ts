import type { z } from 'zod'
import type { Controller } from '../control/controller.ts'
import type { Drained } from '../drained/drained.ts'
import { drainedAnswer, drainedQuery, retireLegacyRequest } from './drained-schemas.ts'
import { operation, type Operation, type ReadOnly } from './operation.ts'
import { moveJson } from './command-json.ts'
import { emptyQuery, setWeightAnswer } from './schemas.ts'

/** Whether the monolith can be switched off. */
export function drainedOperations(
  controller: Pick<Controller, 'drained' | 'retireLegacy'>,
): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/drained',
      role: 'viewer',
      summary: 'Whether legacy was asked for nothing in the period of the plan, and who asked else',
      query: drainedQuery,
      body: null,
      answer: drainedAnswer,
      handle: async ({ query: { limit } }) => drainedJson(await controller.drained(limit)),
    }),
    operation({
      method: 'post',
      path: '/retire-legacy',
      role: 'operator',
      summary: 'Takes legacy out of every plane, for good, once every route is retired and it is drained',
      query: emptyQuery,
      body: retireLegacyRequest,
      answer: setWeightAnswer,
      refusals: [409, 502],
      handle: async ({ body: { force, reason = null }, who }) =>
        moveJson(await controller.retireLegacy({ who, why: reason }, force)),
    }),
  ]
}

function drainedJson({
  since,
  sources,
  callers,
  ...drained
}: Drained): ReadOnly<z.input<typeof drainedAnswer>> {
  return {
    ...drained,
    since: since.toISOString(),
    sources: sources.map(({ watchedSince, seenAt, ...source }) => ({
      ...{ ...source, watchedSince: watchedSince.toISOString(), seenAt: seenAt.toISOString() },
    })),
    callers: callers.map(({ firstSeen, lastSeen, ...caller }) => ({
      ...{ ...caller, firstSeen: firstSeen.toISOString(), lastSeen: lastSeen.toISOString() },
    })),
  }
}
