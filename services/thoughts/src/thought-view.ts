import { z } from 'zod'
import type { Thought } from './thoughts-store.ts'

export const thoughtSchema = z.object({
  id: z.int(),
  username: z.string(),
  text: z.string(),
  timestamp: z.string().meta({ description: 'ISO 8601, UTC', examples: ['1962-05-11T09:53:41'] }),
})

/** A thought as the API shows it: the time in UTC without a zone, parts of a second only if there are any. */
export function viewOf({ id, username, text, timestamp }: Thought): z.output<typeof thoughtSchema> {
  return { id, username, text, timestamp: timestamp.toISOString().replace(/(\.000)?Z$/, '') }
}
