import type { IncomingMessage } from 'node:http'
import type { Place } from './place.ts'

/** Where a request failed, and whose fault it was. What a client breaks off never counts against an upstream. */
export const FAULTS = [
  'no-address',
  'queue-timeout',
  'connect-failed',
  'connect-timeout',
  'response-timeout',
  'request-body-client',
  'request-body-upstream',
  'response-body-client',
  'response-body-upstream',
] as const

export type Fault = (typeof FAULTS)[number]

/** What a client is told of a fault while nothing of an answer was sent. */
export const FAULT_ANSWERS: Readonly<Record<Fault, readonly [status: number, text: string]>> = {
  'no-address': [503, 'no upstream of this address takes work'],
  'queue-timeout': [503, 'the upstream of this address has no place left'],
  'connect-failed': [503, 'the upstream of this address cannot be reached'],
  'connect-timeout': [503, 'the upstream of this address cannot be reached in time'],
  'response-timeout': [504, 'the upstream of this address does not answer in time'],
  'request-body-client': [400, 'the request ended before its body was complete'],
  'request-body-upstream': [502, 'the upstream of this address broke off while it was asked'],
  'response-body-client': [400, 'the client left'],
  'response-body-upstream': [502, 'the upstream of this address gave no answer that can be read'],
}

export function isClients(fault: Fault): boolean {
  return fault === 'request-body-client' || fault === 'response-body-client'
}

/** Which request failed, and where. */
export interface FaultContext extends Place {
  readonly req: IncomingMessage
  readonly requestId: string
}

/** Told of every fault, also of those that a further try mended. */
export type OnFault = (fault: Fault, about: FaultContext, cause: Error) => void

/** Told of every request that came to its end, with the status of its answer. */
export type OnServed = (about: FaultContext, status: number, tookMs: number) => void
