import { PIN_HEADER, signPin } from '@strangler/migration-plan'
import { ControllerError } from '../errors.ts'
import type { Log } from '../log.ts'
import { operation, type Operation } from './operation.ts'
import { emptyQuery, pinAnswer, pinRequest } from './schemas.ts'

/** What gives testers a side for a while; nothing moves, so it is logged and no step. */
export function pinOperations(key: string | undefined, log: Log): readonly Operation[] {
  return [
    operation({
      method: 'post',
      path: '/pins',
      role: 'operator',
      summary: 'Signs a header that takes its sender to one side of every route at the edge, for a while',
      query: emptyQuery,
      body: pinRequest,
      answer: pinAnswer,
      refusals: [409],
      // SECURITY: what was signed lets its holder in; it is not to lie in the database.
      keepsAnswer: false,
      handle: ({ body: { side, forSeconds }, who }) => {
        if (key === undefined)
          throw new ControllerError(
            'ERR_PIN_OFF',
            'pins: they are off, because PIN_KEY is not set',
            'start controller and edge with the same PIN_KEY, for example the output of "openssl rand -hex 32"',
          )
        const expiry = Math.floor(Date.now() / 1000) + forSeconds
        const expiresAt = new Date(expiry * 1000).toISOString()
        log.info('pin signed', { who, side, expiresAt })
        return { side, expiresAt, header: PIN_HEADER, value: signPin(key, side, expiry) }
      },
    }),
  ]
}
