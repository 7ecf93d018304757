import express, { Router, type RequestHandler } from 'express'
import { HttpError } from '../errors.ts'
import { requireUser } from '../require-user.ts'
import type { TokenVerifier } from '../token-verifier.ts'
import { openApiDocument, type ApiTitle } from './openapi-document.ts'
import type { Operation, Reply } from './operation.ts'
import { readForm } from './read-form.ts'
import { swaggerPage } from './swagger-page.ts'

export interface ApiDescription extends ApiTitle {
  readonly operations: readonly Operation[]
  /** Needed if an operation says `auth`. */
  readonly verifier?: TokenVerifier
  /** Bytes of a body at most, as body-parser writes it. Default is `64kb`. */
  readonly bodyLimit?: string
}

export interface Api {
  /** The operations, `/swagger.json` and the page at `/`; 405 with `Allow` for another method of a known path. */
  readonly router: Router
  readonly document: Readonly<Record<string, unknown>>
}

/** An API from its operations: one declaration checks the input and makes the OpenAPI document. */
export function describeApi({ operations, verifier, bodyLimit = '64kb', ...title }: ApiDescription): Api {
  if (!verifier && operations.some(({ auth }) => auth))
    throw new TypeError('an operation says auth: give a verifier')
  const document = openApiDocument(title, operations)
  const router = Router({ strict: true, caseSensitive: true })
  const guard = verifier ? [requireUser(verifier)] : []
  const body = bodyReaders(bodyLimit)
  for (const operation of operations) {
    const { method, path } = operation
    router[method](
      path,
      ...(operation.auth === true ? guard : []),
      ...(operation.body ? body : []),
      answerWith(operation),
    )
  }
  for (const path of new Set(operations.map((operation) => operation.path))) {
    router.all(path, refuseMethod(methodsOf(path, operations)))
  }
  router.use(swaggerPage(document, title.title))
  return { router, document }
}

function bodyReaders(limit: string): RequestHandler[] {
  const refuseOthers: RequestHandler = (req, _res, next) => {
    const type = req.is(['application/json', 'application/x-www-form-urlencoded'])
    if (type === false && hasBody(req.headers)) {
      throw new HttpError(
        415,
        'unsupported_media_type',
        'send application/json or application/x-www-form-urlencoded',
      )
    }
    next()
  }
  return [refuseOthers, express.json({ limit }), readForm({ limit })]
}

function hasBody(headers: {
  'transfer-encoding'?: string | undefined
  'content-length'?: string | undefined
}): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0
}

function answerWith({ answer }: Operation): RequestHandler {
  return async (req, res) => {
    const { status, body, headers = {} }: Reply = await answer(req, res)
    res.status(status).set({ 'Cache-Control': 'no-store', ...headers })
    if (body === undefined) res.end()
    else res.json(body)
  }
}

function methodsOf(path: string, operations: readonly Operation[]): string {
  const methods = operations
    .filter((operation) => operation.path === path)
    .map(({ method }) => method.toUpperCase())
  return [...methods, ...(methods.includes('GET') ? ['HEAD'] : []), 'OPTIONS'].join(', ')
}

function refuseMethod(allow: string): RequestHandler {
  return (req, res) => {
    if (req.method !== 'OPTIONS')
      throw new HttpError(405, 'method_not_allowed', `use ${allow}`, { headers: { Allow: allow } })
    res.status(204).set('Allow', allow).end()
  }
}
