import type { Request } from 'express'
import { ControllerError } from '../errors.ts'
import type { Role, Tokens } from './tokens.ts'

export interface Caller {
  readonly role: Role
  /** For the audit: the role that was proven, and who the client says to act for. */
  readonly who: string
}

/** @throws ControllerError ERR_REQUEST_NO_TOKEN, ERR_REQUEST_FORBIDDEN */
export function authenticate(req: Request, tokens: Tokens, least: Role): Caller {
  const [, token] = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '') ?? []
  const remedy = 'send "Authorization: Bearer <token>" with a token of the controller'
  if (token === undefined)
    throw new ControllerError('ERR_REQUEST_NO_TOKEN', 'request: it carries no token', remedy)
  const role = tokens.roleOf(token)
  if (!role) throw new ControllerError('ERR_REQUEST_NO_TOKEN', 'request: its token is not known', remedy)
  if (least === 'operator' && role !== 'operator')
    throw new ControllerError(
      'ERR_REQUEST_FORBIDDEN',
      'request: a viewer may read only',
      'use the token of an operator',
    )
  return { role, who: whoOf(role, req.get('x-strangler-operator')) }
}

/** The name is the client's word; the role is proven. */
function whoOf(role: Role, claimed: string | undefined): string {
  return claimed !== undefined && /^[\x20-\x7e]{1,100}$/.test(claimed) ? `${claimed} (${role})` : role
}
