import { ServiceUnavailable, type ServiceAnswer } from '@mythoughts/kit'
import { BadRequest } from './errors.ts'

/** What a visitor's own words can bring about: malformed, too large, too long. */
const REFUSALS = new Set([400, 413, 414, 431])

/** The error for an answer that nobody foresaw: the service is at fault, or set up wrongly. */
export function unexpected(service: string, { status }: ServiceAnswer): ServiceUnavailable {
  return new ServiceUnavailable(service, 'bad_answer', `gave an unexpected answer, ${status}`)
}

/** The same for a call that carries what a visitor wrote: if that was refused, the visitor is told so. */
export function refusedOrUnexpected(service: string, answer: ServiceAnswer): BadRequest | ServiceUnavailable {
  if (!REFUSALS.has(answer.status)) return unexpected(service, answer)
  return new BadRequest(`${service} refused what was sent with ${answer.status}`)
}
