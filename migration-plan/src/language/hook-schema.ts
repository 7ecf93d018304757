import { z } from 'zod'
import { durationUpTo } from './duration-schema.ts'
import { refusal } from './refusal.ts'

/** How long a hook may take to answer where the plan does not say. */
export const HOOK_TIMEOUT = '10s'

/** Who is asked before a step. */
export const hook = z.strictObject({
  url: z
    .string()
    .max(2000, { error: () => refusal('the URL is longer than 2000 characters', 'write it shorter') })
    .refine(isHookUrl, {
      error: () => refusal('it is no URL of a hook', 'write http://… or https://… without a password or #'),
    })
    .describe('Asked before every step: http:// or https://.'),
  timeout: durationUpTo('5m').exactOptional().describe('How long its answer may take. Default: 10s.'),
})

export type HookFile = z.infer<typeof hook>

function isHookUrl(text: string): boolean {
  if (!/^https?:\/\//i.test(text) || text.includes('#') || !URL.canParse(text)) return false
  const { username, password } = new URL(text)
  return username === '' && password === ''
}
