import { z } from 'zod'
import { refuse } from './refusal.ts'

/** Names of plans, upstreams and routes: safe in URLs, metrics, file names and HAProxy's configuration. */
export const name = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
  error: refuse('is no name', 'write a-z, 0-9 and -, at most 63 of them, not starting with -'),
})
