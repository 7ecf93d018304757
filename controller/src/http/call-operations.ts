import type { RefusedCalls } from '../store/call-store.ts'
import { operation, type Operation } from './operation.ts'
import { refusedCallsAnswer, refusedCallsQuery } from './call-schemas.ts'

/** What became of calls that operators make, or others in their place. */
export function callOperations(
  refused: (limit: number) => Promise<readonly RefusedCalls[]>,
): readonly Operation[] {
  return [
    operation({
      method: 'get',
      path: '/refused-calls',
      role: 'viewer',
      summary: 'Calls of what operators do that were refused for their token or their number, latest first',
      query: refusedCallsQuery,
      body: null,
      answer: refusedCallsAnswer,
      handle: async ({ query: { limit } }) => ({
        calls: (await refused(limit)).map(({ minute, lastAt, ...calls }) => ({
          minute: minute.toISOString(),
          lastAt: lastAt.toISOString(),
          ...calls,
        })),
      }),
    }),
  ]
}
