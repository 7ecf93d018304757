import type { z } from 'zod'
import type { Role } from './tokens.ts'

/** What a handler gets: parsed, checked, and by whom. */
export interface Call<Parameters, Query, Body> {
  readonly parameters: Parameters
  readonly query: Query
  readonly body: Body
  /** For the audit. */
  readonly who: string
  readonly role: Role
}

/** One operation of the API: the router and the OpenAPI document are both made from this. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post'
  /** Below /api/v1, parameters as `{name}`. */
  readonly path: string
  /** The least role that may call it. */
  readonly role: Role
  readonly summary: string
  readonly parameters: readonly string[]
  readonly query: z.ZodObject
  readonly body: z.ZodObject | null
  readonly answer: z.ZodType
  /** Statuses of refusals, beside those that every operation has. */
  readonly refusals: readonly number[]
  /** Never refused to an operator for calling too often. */
  readonly isUrgent: boolean
  /** Whether it happens once for all calls with the same Idempotency-Key. */
  readonly keepsAnswer: boolean
  readonly handle: (call: Call<unknown, unknown, unknown>) => unknown
}

/** What zod infers, as our own types have it. */
export type ReadOnly<T> = T extends readonly (infer Item)[]
  ? readonly ReadOnly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: ReadOnly<T[Key]> }
    : T

interface Definition<
  Name extends string,
  Query extends z.ZodObject,
  Body extends z.ZodObject | null,
  Answer extends z.ZodType,
> {
  readonly method: Operation['method']
  readonly path: string
  readonly role: Role
  readonly summary: string
  readonly parameters?: readonly Name[]
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
  readonly refusals?: readonly number[]
  /** Default: no. */
  readonly isUrgent?: boolean
  /** Default: what operators do, does. */
  readonly keepsAnswer?: boolean
  readonly handle: (
    call: Call<
      Readonly<Record<Name, string>>,
      z.output<Query>,
      Body extends z.ZodObject ? z.output<Body> : null
    >,
  ) => Promise<ReadOnly<z.input<Answer>>> | ReadOnly<z.input<Answer>>
}

/** Ties the handler's types to the schemas. */
export function operation<
  Query extends z.ZodObject,
  Body extends z.ZodObject | null,
  Answer extends z.ZodType,
  Name extends string = never,
>(definition: Definition<Name, Query, Body, Answer>): Operation {
  return {
    ...definition,
    parameters: definition.parameters ?? [],
    refusals: definition.refusals ?? [],
    isUrgent: definition.isUrgent ?? false,
    keepsAnswer: definition.keepsAnswer ?? definition.role === 'operator',
    handle: (call) => definition.handle(call as Parameters<typeof definition.handle>[0]),
  }
}
