import type { ServiceClient } from '@mythoughts/kit'
import { z } from 'zod'
import { refusedOrUnexpected, unexpected } from './unexpected-answer.ts'

const listed = z.array(
  z.object({
    id: z.number(),
    username: z.string(),
    text: z.string(),
    // In UTC, though it does not say so.
    timestamp: z
      .string()
      .transform((text) => new Date(`${text}Z`))
      .pipe(z.date()),
  }),
)

export type Thought = z.output<typeof listed>[number]

/** The thoughts service, as the pages need it. Everything throws ServiceUnavailable without a usable answer. */
export interface ThoughtsClient {
  /** The token's user's own, newest first. */
  own(token: string): Promise<readonly Thought[]>
  /** Everybody's that contain the words, newest first. Throws BadRequest for what cannot be searched. */
  search(words: string): Promise<readonly Thought[]>
  /** Throws BadRequest for what cannot be stored. */
  add(token: string, text: string): Promise<void>
}

export function createThoughtsClient(service: ServiceClient): ThoughtsClient {
  return {
    async own(token) {
      const answer = await service.request({ method: 'GET', path: '/api/me/thoughts/', token })
      if (answer.status !== 200) throw unexpected('thoughts', answer)
      return newestFirst(answer.read(listed))
    },
    async search(words) {
      const answer = await service.request({
        method: 'GET',
        path: '/api/thoughts/',
        query: { search: words },
      })
      if (answer.status !== 200) throw refusedOrUnexpected('thoughts', answer)
      return newestFirst(answer.read(listed))
    },
    async add(token, text) {
      const path = '/api/me/thoughts/'
      const answer = await service.request({ method: 'POST', path, token, json: { text } })
      if (answer.status !== 201) throw refusedOrUnexpected('thoughts', answer)
    },
  }
}

function newestFirst(thoughts: readonly Thought[]): readonly Thought[] {
  return thoughts.toSorted(
    (one, other) => other.timestamp.getTime() - one.timestamp.getTime() || other.id - one.id,
  )
}
