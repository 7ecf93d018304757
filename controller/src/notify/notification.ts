import type { ControlEvent } from '../control/events.ts'
import { EVERY_ROUTE } from '../store/step.ts'
import type { ToldStep } from '../store/outbox-store.ts'

/** What people can be told of, each by hooks of its own. */
export const KINDS = ['step', 'rollback', 'hold', 'verdict', 'drift', 'plane', 'leader'] as const
export type Kind = (typeof KINDS)[number]

/** Something to tell: a sentence, and the same for programs. */
export interface Notification {
  readonly kind: Kind
  readonly at: Date
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
}

const KIND_OF_ACTION: Readonly<Record<string, Kind>> = {
  rollback: 'rollback',
  hold: 'hold',
  release: 'hold',
  pause: 'hold',
  resume: 'hold',
}

export function ofStep(step: ToldStep): Notification {
  const { at, action, who, why, route, from, to } = step
  const what = route === EVERY_ROUTE ? 'every route' : route
  const moved = from === to ? what : `${what} ${from}% -> ${to}%`
  const reason = why === null ? '' : `: ${why}`
  return {
    kind: KIND_OF_ACTION[action] ?? 'step',
    at,
    text: `${action}: ${moved}, by ${who}${reason}`,
    fields: { ...step, at: at.toISOString() },
  }
}

/** Null for what is no news by itself; steps are told of from the record. */
export function ofEvent(event: ControlEvent, controller: string): Notification | null {
  const at = new Date()
  switch (event.type) {
    case 'drift':
      return { kind: 'drift', at, text: driftText(event), fields: { plane: event.plane, drift: event.drift } }
    case 'verdict': {
      const { route, verdict, sentence } = event
      // What passes or is open shows by the steps that follow.
      if (verdict !== 'fail') return null
      const text = `gates fail: ${route}: ${sentence}`
      return { kind: 'verdict', at, text, fields: { route, verdict, sentence } }
    }
    case 'plane': {
      const { plane, reachable, error } = event
      const text = reachable
        ? `plane ${plane} can be asked again`
        : `plane ${plane} cannot be asked: ${error ?? 'unknown'}`
      return { kind: 'plane', at, text, fields: { plane, reachable, error } }
    }
    case 'role':
      if (event.role !== 'leader') return null
      return { kind: 'leader', at, text: `controller ${controller} leads`, fields: { controller } }
    default:
      return null
  }
}

function driftText({ plane, drift }: Extract<ControlEvent, { readonly type: 'drift' }>): string {
  if (drift.length === 0) return `plane ${plane} does again what the table says`
  const changed = drift.map(({ route, expected, actual }) => {
    const seen = actual === null ? 'out of service' : `at ${actual}%`
    return `${route} is ${seen}, the table says ${expected}%`
  })
  return `somebody changed plane ${plane} by hand: ${changed.join('; ')}`
}
