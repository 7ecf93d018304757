import { describeApi, HttpError, operation, rowId, text, type Api, type TokenVerifier } from '@mythoughts/kit'
import { z } from 'zod'
import { thoughtSchema, viewOf } from './thought-view.ts'
import type { ThoughtsStore } from './thoughts-store.ts'

/** Characters that the column holds. */
const TEXT_LENGTH = 250

export interface PublicApiParts {
  readonly store: ThoughtsStore
  readonly verifier: TokenVerifier
  readonly version: string
}

/** What everybody may use; `/api/me/` with a token. */
export function publicApi({ store, verifier, version }: PublicApiParts): Api {
  const operations = [...ownOperations(store), ...openOperations(store)]
  return describeApi({ title: 'MyThoughts thoughts', version, operations, verifier })
}

function ownOperations(store: ThoughtsStore) {
  const path = '/api/me/thoughts/'
  return [
    operation({
      method: 'get',
      path,
      summary: 'Your own thoughts, by id',
      auth: true,
      answers: { 200: { description: 'The thoughts', schema: z.array(thoughtSchema) } },
      handle: async ({ user }) => ({ status: 200, body: (await store.ofUser(user.username)).map(viewOf) }),
    }),
    operation({
      method: 'post',
      path,
      summary: 'Write a thought',
      auth: true,
      body: z.object({ text: text({ min: 1, max: TEXT_LENGTH }) }),
      answers: { 201: { description: 'The thought as stored', schema: thoughtSchema } },
      handle: async ({ user, body }) => ({
        status: 201,
        body: viewOf(await store.add(user.username, body.text)),
      }),
    }),
  ]
}

function openOperations(store: ThoughtsStore) {
  return [
    operation({
      method: 'get',
      path: '/api/thoughts/',
      summary: 'All thoughts, or those that contain some words, by id',
      query: z.object({ search: text().optional() }),
      answers: { 200: { description: 'The thoughts', schema: z.array(thoughtSchema) } },
      handle: async ({ query }) => ({ status: 200, body: (await store.all(query.search)).map(viewOf) }),
    }),
    operation({
      method: 'get',
      path: '/api/thoughts/:id/',
      summary: 'One thought',
      params: z.object({ id: rowId() }),
      answers: {
        200: { description: 'The thought', schema: thoughtSchema },
        404: { description: 'There is no such thought' },
      },
      handle: async ({ params }) => {
        const thought = await store.find(params.id)
        if (!thought) throw new HttpError(404, 'unknown_thought', 'there is no such thought')
        return { status: 200, body: viewOf(thought) }
      },
    }),
  ]
}
