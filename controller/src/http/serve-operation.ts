import express, { type RequestHandler, type Router } from 'express'
import type { Caller, Doorkeeper } from './doorkeeper.ts'
import { callOf, keyOf, type KeptAnswers } from './kept-answers.ts'
import type { Operation } from './operation.ts'
import { readInput } from './read-input.ts'

export interface Serving {
  readonly doorkeeper: Doorkeeper
  readonly kept: KeptAnswers
}

const LARGEST_BODY_BYTES = 16 * 1024

/** Adds an operation to the router: who may, what it was asked, once for each key. */
export function serveOperation(api: Router, operation: Operation, { doorkeeper, kept }: Serving): void {
  const { method, path, role, isUrgent } = operation
  const errand = { operation: `${method.toUpperCase()} ${path}`, role, isUrgent }
  // SECURITY: strangers are turned away before their body is read.
  const admit: RequestHandler = async (req, res, next) => {
    res.locals['caller'] = await doorkeeper.admit(req, res, errand)
    next()
  }
  const answer: RequestHandler = async (req, res) => {
    const input = readInput(req, operation)
    const handle = (): unknown => operation.handle({ ...input, ...(res.locals['caller'] as Caller) })
    const key = operation.keepsAnswer ? keyOf(req) : undefined
    if (key === undefined) return void res.json(await handle())
    const { parameters, body } = input
    const once = await kept.once(key, callOf(errand.operation, parameters, body), handle)
    if (once.isKept) res.set('Idempotent-Replayed', 'true')
    res.json(once.answer)
  }
  const readBody = operation.body ? [express.json({ limit: LARGEST_BODY_BYTES })] : []
  api[method](expressPath(operation), admit, ...readBody, answer)
}

export function expressPath({ path }: Pick<Operation, 'path'>): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1')
}
