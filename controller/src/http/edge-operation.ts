import { z } from 'zod'
import type { Controller } from '../control/controller.ts'
import { operation, type Operation } from './operation.ts'
import { emptyQuery } from './schemas.ts'

const server = z.object({
  route: z.string(),
  name: z.string(),
  side: z.enum(['legacy', 'candidate']).nullable().describe('Null: it is of both'),
  status: z.string().describe('In the words of the plane, such as UP, DOWN, MAINT, DRAIN'),
  weight: z.number().describe('As the plane has it; the shares of a side follow from those of its servers'),
  sessions: z.int().describe('Requests under way'),
  queue: z.int().describe('Requests that wait for a place'),
  check: z.string().nullable().describe('What its last check of health said'),
  sinceSeconds: z.number().nullable().describe('Since when it is in that state'),
})

export const edgeAnswer = z.object({
  planes: z.array(
    z.object({
      plane: z.string(),
      statsPage: z.string().nullable().describe('Page of its own for operators, as it listens'),
      error: z.string().nullable().describe('Why it says nothing'),
      servers: z.array(server),
    }),
  ),
})

/** What HAProxy says, word for word. */
export function edgeOperation(controller: Pick<Controller, 'listServers'>): Operation {
  return operation({
    method: 'get',
    path: '/edge',
    role: 'viewer',
    summary: 'The servers of every route as HAProxy lists them: states, weights, sessions, queues, checks',
    query: emptyQuery,
    body: null,
    answer: edgeAnswer,
    handle: async () => ({ planes: await controller.listServers() }),
  })
}
