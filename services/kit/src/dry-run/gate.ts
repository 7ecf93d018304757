import type { Request, RequestHandler, Response } from 'express'
import { HttpError } from '../errors.ts'
import { bodyOf } from './buffer-marked.ts'
import { currentDryRun, DryRun, withDryRun, type Outcome } from './dry-run.ts'
import { SHADOW_HEADER, verifyMark } from './mark.ts'

/** What a service does with marked requests. */
export interface DryRunGate {
  /** Before the log: makes a marked request a dry run, whatever its mark is worth. */
  readonly enter: RequestHandler
  /** Before everything that does something: refuses a mark that is not good. */
  readonly refuse: RequestHandler
}

/** A request is never half marked: with the header it is a dry run or refused, and never the real thing. */
export function dryRunGate(key: string | undefined): DryRunGate {
  const refusals = new WeakMap<Request, HttpError>()
  return {
    enter(req, res, next) {
      const mark = req.headers[SHADOW_HEADER]
      if (mark === undefined) {
        next()
        return
      }
      const checked = check(key, req, String(mark))
      if (checked instanceof HttpError) refusals.set(req, checked)
      const signing = checked instanceof HttpError ? undefined : checked
      const run = new DryRun(signing, (outcome) => {
        if (!res.headersSent) tell(res, outcome)
      })
      endWith(res, run)
      withDryRun(run, next)
    },
    refuse(req, res, next) {
      const refusal = refusals.get(req)
      if (refusal) throw refusal
      if (currentDryRun()) tell(res, 'dry-run')
      next()
    },
  }
}

function check(
  key: string | undefined,
  req: Request,
  mark: string,
): (DryRun['signing'] & object) | HttpError {
  if (key === undefined)
    return new HttpError(403, 'no_dry_runs', 'this service has no SHADOW_KEY, so it makes no dry runs')
  const body = bodyOf(req)
  if (body === 'too large') return new HttpError(413, 'body_too_large', 'the body is too large for a dry run')
  const requestId = String(req.headers['x-request-id'] ?? '')
  const request = { method: req.method, target: req.originalUrl, requestId, body }
  const expiry = verifyMark(key, request, mark, Date.now() / 1000)
  if (expiry !== null) return { key, expiry }
  return new HttpError(
    403,
    'bad_shadow_mark',
    'X-Strangler-Shadow is malformed, expired, of another request or of another key; nothing was done',
  )
}

/** Broken is told by silence: whoever sent the shadow takes that for a fault. */
function tell(res: Response, outcome: Outcome): void {
  if (outcome === 'broken') res.removeHeader(SHADOW_HEADER)
  else res.setHeader('X-Strangler-Shadow', outcome)
}

/** All is undone before the answer is on its way, and when nobody waits for one any more. */
function endWith(res: Response, run: DryRun): void {
  const end = res.end.bind(res) as (...args: unknown[]) => Response
  let hasEnded = false
  res.end = ((...args: unknown[]) => {
    if (!hasEnded) void run.end().then(() => end(...args))
    hasEnded = true
    return res
  }) as Response['end']
  res.once('close', () => void run.end())
}
