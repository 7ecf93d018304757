import { ServiceUnavailable } from '../errors.ts'
import { currentDryRun } from './dry-run.ts'
import { SHADOW_HEADER, signMark } from './mark.ts'

export interface OutgoingCall {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | null
}

/** In a dry run, the call as part of it: marks are bound to one request, so each call gets its own. */
export function marked(call: OutgoingCall): OutgoingCall {
  const run = currentDryRun()
  if (!run) return call
  if (!run.signing) throw new Error('a refused dry run makes no calls')
  const { method, path, headers, body } = call
  const requestId = headers['x-request-id'] ?? ''
  const request = { method, target: path, requestId, body: Buffer.from(body ?? '') }
  const mark = signMark(run.signing.key, request, run.signing.expiry)
  return { ...call, headers: { ...headers, [SHADOW_HEADER]: mark } }
}

/** In a dry run, takes over how the call went. Throws if it was no safe one, and the service made no dry run of it. */
export function checkHonoured(
  service: string,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  isSafe: boolean,
): void {
  const run = currentDryRun()
  const outcome = headers[SHADOW_HEADER]
  if (outcome === 'lost') run?.lose()
  if (!run || isSafe || outcome === 'lost' || outcome === 'dry-run') return
  run.break()
  throw new ServiceUnavailable(
    service,
    'bad_answer',
    'made no dry run of a call that was part of one; give it the same SHADOW_KEY',
  )
}
