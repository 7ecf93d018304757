import { ServiceUnavailable, type ServiceAnswer, type ServiceClient } from '@mythoughts/kit'
import { z } from 'zod'
import { BadRequest } from './errors.ts'

const listed = z.array(
  z.object({
    id: z.number(),
    username: z.string(),
    text: z.string(),
    // In UTC, though it does not say so.
    timestamp: z.string().transform((text) => new Date(`${text}Z`)),
  }),
)

export type Thought = z.output<typeof listed>[number]

/** The thoughts service, as the pages need it. Everything throws ServiceUnavailable when it cannot be reached. */
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
      return newestFirst(expect(answer, 200).read(listed))
    },
    async search(words) {
      const answer = await service.request({
        method: 'GET',
        path: '/api/thoughts/',
        query: { search: words },
      })
      return newestFirst(expect(answer, 200).read(listed))
    },
    async add(token, text) {
      expect(await service.request({ method: 'POST', path: '/api/me/thoughts/', token, json: { text } }), 201)
    },
  }
}

function newestFirst(thoughts: readonly Thought[]): readonly Thought[] {
  return thoughts.toSorted(
    (one, other) => other.timestamp.getTime() - one.timestamp.getTime() || other.id - one.id,
  )
}

function expect(answer: ServiceAnswer, status: number): ServiceAnswer {
  if (answer.status === status) return answer
  if (answer.status === 401)
    throw new ServiceUnavailable('thoughts', 'bad_answer', 'does not accept a token that we do')
  throw new BadRequest(`the thoughts service refused with ${answer.status}`)
}
