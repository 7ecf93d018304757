import { Agent } from 'undici'
import type { Evidence, Gates, Route, Standing } from '@strangler/migration-plan'
import { messageOf } from '../errors.ts'
import { VERSION } from '../version.ts'
import type { RouteNumbers } from './route-evidence.ts'

/** Which step is asked about. */
export interface HookQuestion {
  readonly plan: string
  readonly route: Pick<Route, 'id' | 'stage' | 'weight'>
  readonly next: Standing
  readonly evidence: RouteNumbers
}

const LONGEST_ANSWER = 300
const MOST_BYTES = 1_000_000

/**
 * Asks the hook of a plan whether a step may be made: POST with the step and its numbers as JSON. 2xx is a yes, any other
 * answer a no, its text the reason. Never throws: who does not answer says no.
 */
export async function askHook(
  { url, timeoutMs }: NonNullable<Gates['hook']>,
  question: HookQuestion,
): Promise<NonNullable<Evidence['hook']>> {
  // One question in a while: no connection is kept.
  const agent = new Agent({ connect: { timeout: timeoutMs }, maxResponseSize: MOST_BYTES })
  try {
    const { origin, pathname, search } = new URL(url)
    const response = await agent.request({
      ...{ origin, path: `${pathname}${search}`, method: 'POST' },
      headers: { 'content-type': 'application/json', 'user-agent': `strangler/${VERSION}` },
      body: JSON.stringify(question),
      signal: AbortSignal.timeout(timeoutMs),
    })
    const text = (await response.body.text())
      .slice(0, LONGEST_ANSWER)
      .replaceAll(/\p{Cc}+/gu, ' ')
      .trim()
    const { statusCode } = response
    const isYes = statusCode >= 200 && statusCode < 300
    return { isYes, says: `${isYes ? 'yes' : `no, ${statusCode}`}${text === '' ? '' : `: ${text}`}` }
  } catch (error) {
    return { isYes: false, says: `no answer: ${messageOf(error)}` }
  } finally {
    await agent.destroy()
  }
}
