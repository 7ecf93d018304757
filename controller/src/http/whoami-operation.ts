import { z } from 'zod'
import { operation } from './operation.ts'
import { emptyQuery } from './schemas.ts'

const whoamiAnswer = z.object({
  role: z.enum(['viewer', 'operator']).describe('What the token grants'),
  who: z.string().describe('As the audit would name who calls'),
})

/** Lets a client know what it may before it tries. */
export const whoamiOperation = operation({
  method: 'get',
  path: '/whoami',
  role: 'viewer',
  summary: 'Whose token it is that the call carries',
  query: emptyQuery,
  body: null,
  answer: whoamiAnswer,
  handle: ({ role, who }) => ({ role, who }),
})
