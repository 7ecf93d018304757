import type { Request, Response } from 'express'
import type { z } from 'zod'
import { HttpError, type FieldProblem } from '../errors.ts'
import { userOf } from '../require-user.ts'
import type { VerifiedToken } from '../token-verifier.ts'
import { badInput, checkInput } from './check-input.ts'
import { parseForm } from './read-form.ts'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** One answer as the document tells it. */
export interface AnswerDescription {
  readonly description: string
  readonly schema?: z.ZodType
}

export interface Reply {
  readonly status: number
  /** Sent as JSON; left out: no body. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Values<Schema> = Schema extends z.ZodObject ? z.output<Schema> : undefined

/** A request whose input has been checked. */
export interface Call<Params, Query, Body, Auth> {
  readonly params: Values<Params>
  readonly query: Values<Query>
  readonly body: Values<Body>
  readonly user: Auth extends true ? VerifiedToken : undefined
  readonly req: Request
  readonly res: Response
}

export interface OperationDescription<Params, Query, Body, Auth> {
  readonly method: Method
  /** express's form: `/api/thoughts/:id/`. */
  readonly path: string
  readonly summary: string
  /** Needs `Authorization: Bearer`; then `user` is there. */
  readonly auth?: Auth
  /** A path that does not fit is a 404. */
  readonly params?: Params
  readonly query?: Query
  /** A form or JSON. */
  readonly body?: Body
  readonly answers: Readonly<Record<number, AnswerDescription>>
  readonly handle: (call: Call<Params, Query, Body, Auth>) => Promise<Reply> | Reply
}

/** One operation of an API: what the document tells of it, and how it answers. */
export interface Operation extends Omit<
  OperationDescription<unknown, unknown, unknown, boolean>,
  'handle' | 'params' | 'query' | 'body'
> {
  readonly params: z.ZodObject | undefined
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodObject | undefined
  readonly answer: (req: Request, res: Response) => Promise<Reply>
}

/** Declares an operation once: its schemas check the input, type the handler and make the document. */
export function operation<
  Params extends z.ZodObject | undefined = undefined,
  Query extends z.ZodObject | undefined = undefined,
  Body extends z.ZodObject | undefined = undefined,
  Auth extends boolean = false,
>(description: OperationDescription<Params, Query, Body, Auth>): Operation {
  const { handle, params, query, body, ...rest } = description
  return {
    ...rest,
    params,
    query,
    body,
    answer: async (req, res) => {
      const input = inputOf(req, { params, query, body })
      const user = rest.auth === true ? userOf(req) : undefined
      return handle({ ...input, user, req, res } as Call<Params, Query, Body, Auth>)
    },
  }
}

interface InputSchemas {
  readonly params: z.ZodObject | undefined
  readonly query: z.ZodObject | undefined
  readonly body: z.ZodObject | undefined
}

function inputOf(req: Request, schemas: InputSchemas): Record<'params' | 'query' | 'body', unknown> {
  const problems: FieldProblem[] = []
  const check = (schema: z.ZodObject | undefined, raw: () => unknown): unknown => {
    if (!schema) return undefined
    const checked = checkInput(schema, raw())
    if (checked.ok) return checked.values
    problems.push(...checked.problems)
    return undefined
  }
  const params = check(schemas.params, () => req.params)
  if (problems.length > 0) throw new HttpError(404, 'not_found', 'there is nothing at this address')
  const query = check(schemas.query, () => parseForm(req.originalUrl.split('?').slice(1).join('?')))
  const body = check(schemas.body, () => (req.body as unknown) ?? {})
  if (problems.length > 0) throw badInput(problems)
  return { params, query, body }
}
