import type { Request, RequestHandler } from 'express'
import { HttpError } from './errors.ts'
import type { TokenVerifier, VerifiedToken } from './token-verifier.ts'

const users = new WeakMap<Request, VerifiedToken>()

/** Lets a request pass only with a valid `Authorization: Bearer <token>`; else 401 with the reason. See `userOf`. */
export function requireUser(verifier: TokenVerifier): RequestHandler {
  return async (req, _res, next) => {
    users.set(req, await verifier.verify(bearerOf(req)))
    next()
  }
}

/** Who is asking, behind `requireUser`; 401 elsewhere. */
export function userOf(req: Request): VerifiedToken {
  const user = users.get(req)
  if (!user) throw unauthorized('authorization is missing; send Authorization: Bearer <token>')
  return user
}

function bearerOf(req: Request): string {
  const header = req.headers.authorization
  if (header === undefined) throw unauthorized('authorization is missing; send Authorization: Bearer <token>')
  const [, token] = /^Bearer +([\w.-]+) *$/i.exec(header) ?? []
  if (token === undefined)
    throw unauthorized('authorization is malformed; send Authorization: Bearer <token>')
  return token
}

function unauthorized(message: string): HttpError {
  return new HttpError(401, 'unauthorized', message, { headers: { 'WWW-Authenticate': 'Bearer' } })
}
