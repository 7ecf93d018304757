import { randomUUID } from 'node:crypto'
import type { Batch, Difference, Example, Report, RouteFindings } from '@strangler/comparison'

/** The minute that it is. */
export const THIS_MINUTE = Math.floor(Date.now() / 60_000)

/** What a proxy found out, with whatever is given in place of nothing. */
export function aBatch(number: number, parts: Partial<Omit<Batch, 'number'>> = {}): Batch {
  return { findings: [], signatures: [], examples: [], shed: [], ...parts, number }
}

/** Findings of route `static` with the candidate in this minute, unless told otherwise. */
export function findings(parts: Partial<RouteFindings> = {}): RouteFindings {
  return {
    ...{ route: 'static', against: 'candidate', minute: THIS_MINUTE },
    ...{ outcomes: [], partial: 0, ruledOut: [], latency: [] },
    ...parts,
  }
}

export function aDifference(place: string, parts: Partial<Difference> = {}): Difference {
  return {
    ...{ kind: 'value', place, signature: `static value ${place}`, selector: place },
    ...{ legacy: 'one', candidate: 'other', note: null },
    ...parts,
  }
}

/** A pair of answers of route `static` with these differences. */
export function anExample(
  differences: readonly Difference[],
  parts: { readonly at?: number; readonly body?: string; readonly target?: string } = {},
): Example {
  const { at = Date.now(), body = '{"price":1}', target = '/static/a?b=1' } = parts
  const answer = {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    truncated: false,
    at,
  } as const
  return {
    ...{ id: randomUUID(), against: 'candidate', at },
    comparison: {
      ...{ route: 'static', differences, more: false, ruledOut: [], secrets: 0 },
      ...{ partial: false, parsed: true, latency: { legacyMs: 10, candidateMs: 20 } },
    },
    pair: {
      route: 'static',
      request: { method: 'GET', target, headers: [['Host', 'shop.example']], body: '' },
      legacy: { ...answer, body, durationMs: 10 },
      candidate: { ...answer, body: '{"price":2}', durationMs: 20 },
    },
  }
}

/**
 * A thousand pairs of route `static`: 20 differ in the price, which legacy never does, and 100 in a time, as often as
 * legacy by itself.
 */
export function aReportOf(instance: string): Report {
  const [price, time] = [aDifference('$.price'), aDifference('$.time')]
  const candidate = findings({
    outcomes: [
      { signatures: [], count: 890 },
      { signatures: [price.signature], count: 10 },
      { signatures: [price.signature, time.signature], count: 10 },
      { signatures: [time.signature], count: 90 },
    ],
    ...{ partial: 3, ruledOut: [{ rule: '{"ignore":"$.time"}', times: 12 }] },
    latency: Array.from({ length: 10 }, () => ({ legacyMs: 10, candidateMs: 20 })),
  })
  const legacy = findings({
    against: 'legacy',
    outcomes: [
      { signatures: [], count: 900 },
      { signatures: [time.signature], count: 100 },
    ],
  })
  const batch = aBatch(1, {
    findings: [candidate, legacy],
    signatures: [price, time].map((difference) => ({ route: 'static', difference })),
    examples: [anExample([price]), anExample([time], { target: '/static/b?<script>', at: Date.now() + 1 })],
    shed: [
      { route: 'static', cause: 'busy', count: 4 },
      { route: 'static', cause: 'shadow-failed', count: 1 },
    ],
  })
  return { instance, batches: [batch], dropped: 0 }
}
