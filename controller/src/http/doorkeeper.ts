import type { Request, Response } from 'express'
import { ControllerError } from '../errors.ts'
import { authenticate, authorize, claimedName } from './authenticate.ts'
import { clientOf } from './client-network.ts'
import { createLimiter, type RateLimits } from './rate-limits.ts'
import type { RefusedCallCounter } from './refused-calls.ts'
import type { Role, Tokens } from './tokens.ts'

/** What somebody wants in for. */
export interface Errand {
  /** Method and path, parameters as `{name}`. */
  readonly operation: string
  /** The least role that may. */
  readonly role: Role
  /** Never refused to who may, however often they come. Default: it is limited. */
  readonly isUrgent?: boolean
}

/** Who was let in. */
export interface Caller {
  readonly role: Role
  /** For the audit: the role that was proven, and the name that is the client's word. */
  readonly who: string
}

/** Lets callers in or refuses them, and keeps count of whom it refused what operators may do. */
export interface Doorkeeper {
  /** @throws ControllerError ERR_REQUEST_NO_TOKEN, ERR_REQUEST_FORBIDDEN, ERR_REQUEST_TOO_MANY */
  admit: (req: Request, res: Response, errand: Errand) => Promise<Caller>
}

/**
 * A good token is never refused for the bad ones that come from the same address: what is limited is noise and load,
 * and an operator behind the same balancer as an attacker must get through. Guessing is hopeless by the length of
 * tokens, not by the limit.
 */
export function createDoorkeeper(
  tokens: Tokens,
  limits: RateLimits,
  refusedCalls: Pick<RefusedCallCounter, 'note'>,
): Doorkeeper {
  const failed = createLimiter(limits.failures)
  const called = createLimiter(limits.calls)

  async function judge(req: Request, { role: least, isUrgent = false }: Errand): Promise<Role> {
    const client = clientOf(req.socket.remoteAddress)
    let role: Role
    try {
      role = authenticate(req, tokens)
    } catch (refusal) {
      const wait = await failed(client)
      throw wait === null ? refusal : new TooMany(wait, 'calls without a token that is known')
    }
    authorize(role, least)
    const wait = isUrgent ? null : await called(`${role} ${client}`)
    if (wait !== null) throw new TooMany(wait, `calls of this ${role}`)
    return role
  }

  return {
    async admit(req, res, errand) {
      const claimed = claimedName(req)
      try {
        const role = await judge(req, errand)
        return { role, who: claimed === null ? role : `${claimed} (${role})` }
      } catch (refusal) {
        if (!(refusal instanceof ControllerError)) throw refusal
        const { status } = refusal
        if (refusal instanceof TooMany) res.set('Retry-After', String(refusal.waitSeconds))
        if (errand.role === 'operator')
          refusedCalls.note({
            client: clientOf(req.socket.remoteAddress),
            operation: errand.operation,
            status,
            claimed,
          })
        throw refusal
      }
    },
  }
}

class TooMany extends ControllerError {
  readonly waitSeconds: number

  constructor(waitSeconds: number, what: string) {
    super('ERR_REQUEST_TOO_MANY', `request: too many ${what}`, `come back in ${waitSeconds} s`)
    this.waitSeconds = waitSeconds
  }
}
