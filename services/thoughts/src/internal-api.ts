import { describeApi, HttpError, operation, rowId, type Api } from '@mythoughts/kit'
import { z } from 'zod'
import type { ThoughtsStore } from './thoughts-store.ts'

/** What operators use; never reachable from outside. */
export function internalApi({ store, version }: { store: ThoughtsStore; version: string }): Api {
  const remove = operation({
    method: 'delete',
    path: '/admin/thoughts/:id/',
    summary: 'Remove a thought',
    params: z.object({ id: rowId() }),
    answers: { 204: { description: 'It is gone' }, 404: { description: 'There is no such thought' } },
    handle: async ({ params }) => {
      if (!(await store.remove(params.id)))
        throw new HttpError(404, 'unknown_thought', 'there is no such thought')
      return { status: 204 }
    },
  })
  return describeApi({ title: 'MyThoughts thoughts, internal', version, operations: [remove] })
}
