import type { Request } from 'express'
import { ControllerError } from '../errors.ts'
import type { Role, Tokens } from './tokens.ts'

/** The role that the token of a request grants. @throws ControllerError ERR_REQUEST_NO_TOKEN */
export function authenticate(req: Request, tokens: Tokens): Role {
  const [, token] = /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '') ?? []
  const remedy = 'send "Authorization: Bearer <token>" with a token of the controller'
  if (token === undefined)
    throw new ControllerError('ERR_REQUEST_NO_TOKEN', 'request: it carries no token', remedy)
  const role = tokens.roleOf(token)
  if (!role) throw new ControllerError('ERR_REQUEST_NO_TOKEN', 'request: its token is not known', remedy)
  return role
}

/** @throws ControllerError ERR_REQUEST_FORBIDDEN */
export function authorize(role: Role, least: Role): void {
  if (least === 'operator' && role !== 'operator')
    throw new ControllerError(
      'ERR_REQUEST_FORBIDDEN',
      'request: a viewer may read only',
      'use the token of an operator',
    )
}

/** Whom the client says to act for, if that can be shown in a line. */
export function claimedName(req: Request): string | null {
  const claimed = req.get('x-strangler-operator')
  return claimed !== undefined && /^[\x20-\x7e]{1,100}$/.test(claimed) ? claimed : null
}
