import type { z } from 'zod'
import type { Controller } from '../control/controller.ts'
import type { Drained } from '../drained/drained.ts'
import { drainedAnswer, drainedQuery } from './drained-schemas.ts'
import { operation, type Operation, type ReadOnly } from './operation.ts'

/** Whether the monolith can be switched off. */
export function drainedOperations(controller: Pick<Controller, 'drained'>): readonly Operation[] {
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
