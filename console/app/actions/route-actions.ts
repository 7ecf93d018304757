import type { RouteStatus, Status } from '../api/answers-of-the-api.ts'
import { standing } from '../parts/words.ts'
import { routeOf } from '../parts/route-of.ts'
import type { Action } from './action.ts'
import { answeredBy, planesText } from './consequences.ts'

type Name = 'advance' | 'approve' | 'hold' | 'release' | 'rollback' | 'retire' | 'adopt' | 'revert'

/** What may be done with a route, by name; what makes no sense where it stands is left out. */
export type RouteActions = Readonly<Partial<Record<Name, Action>>>

/** Everything that may be done with a route that stands where it does. */
export function routeActions(route: RouteStatus, status: Status): RouteActions {
  if (!route.movable || route.stage === 'retired') return {}
  const isDrifted = status.drift.some((drift) => drift.route === route.id)
  return {
    ...(route.next ? { advance: advance(route, status) } : {}),
    ...(route.next && !route.approved ? { approve: approve(route) } : {}),
    ...(route.hold ? {} : { hold: hold(route) }),
    ...(route.hold && !isDrifted ? { release: release(route) } : {}),
    ...(route.stage === 'legacy' ? {} : { rollback: rollback(route, status) }),
    ...(route.stage === 'live' ? { retire: retire(route, status) } : {}),
    ...(isDrifted ? { adopt: adopt(route, status), revert: revert(route, status) } : {}),
  }
}

/** Sets the weight by hand, which asks no gate. */
export function setWeight(route: RouteStatus, status: Status, weight: number): Action {
  return {
    ...plain(route, 'set', `Set to ${String(weight)} %`),
    consequences: [
      answeredBy(route, { stage: weight === 0 ? 'legacy' : weight === 100 ? 'live' : 'ramp', weight }),
      planesText(status),
      'No gate is asked: this is your own hand.',
    ],
    verb: `Set ${route.id} to ${String(weight)} %`,
    hindrance: heldBy(route) ?? (weight === route.weight ? 'it stands there already' : null),
    order: (reason) => ({
      method: 'PUT',
      path: `routes/${encodeURIComponent(route.id)}/weight`,
      body: { weight, ...reasoned(reason), expectedVersion: status.version },
    }),
  }
}

function advance(route: RouteStatus, status: Status): Action {
  const next = route.next ?? route
  const where = standing(next)
  const make = (force: boolean): Action => ({
    ...plain(route, 'advance', `Advance to ${where}`),
    consequences: [
      answeredBy(route, next),
      planesText(status),
      force
        ? 'The gates are not heeded. What they say is written down beside your reason.'
        : 'Only if its gates pass at that moment; otherwise nothing happens.',
    ],
    verb: force ? `Advance ${route.id} all the same` : `Advance ${route.id} to ${where}`,
    isGrave: force,
    needsReason: force,
    hindrance: heldBy(route) ?? pausedBy(status) ?? afterOthers(route, status),
    order: (reason) => ({
      ...onRoute(route, 'advance', reason),
      body: { ...reasoned(reason), expectedVersion: status.version, ...(force ? { force } : {}) },
    }),
  })
  return { ...make(false), forced: make(true) }
}

function approve(route: RouteStatus): Action {
  const where = route.next ? standing(route.next) : ''
  return {
    ...plain(route, 'approve', `Approve ${where}`),
    consequences: [
      `You say yes to the next step of ${route.id}, from ${standing(route)} to ${where}, and to no other one.`,
      'The step is taken once its other gates pass too. A rollback ends your yes.',
    ],
    verb: `Approve ${where} for ${route.id}`,
  }
}

function hold(route: RouteStatus): Action {
  return {
    ...plain(route, 'hold', 'Hold'),
    consequences: [
      `${route.id} stays at ${standing(route)}, until somebody releases it. No request changes sides by this.`,
      'A rollback stays possible at any time.',
    ],
    verb: `Hold ${route.id}`,
  }
}

function release(route: RouteStatus): Action {
  return {
    ...plain(route, 'release', 'Release'),
    consequences: [
      `${route.id} may move again from where it is, at ${standing(route)}. It was held: ${route.hold?.why ?? ''}.`,
    ],
    verb: `Release ${route.id}`,
  }
}

function rollback(route: RouteStatus, status: Status): Action {
  return {
    ...plain(route, 'rollback', 'Roll back'),
    consequences: [answeredBy(route, { stage: 'legacy', weight: 0 }), planesText(status)],
    verb: `Roll ${route.id} back to legacy`,
    isGrave: true,
    order: (reason) => ({
      method: 'POST',
      path: 'rollback',
      body: { route: route.id, ...reasoned(reason) },
    }),
  }
}

function retire(route: RouteStatus, status: Status): Action {
  return {
    ...plain(route, 'retire', 'Retire'),
    consequences: [
      `${route.candidate ?? 'The candidate'} answers ${route.id} alone, for good: there is no way back to ${route.legacy ?? 'legacy'}.`,
      'Its answers are compared no more.',
      planesText(status),
    ],
    verb: `Retire ${route.id} for good`,
    isGrave: true,
    hindrance: heldBy(route),
    order: (reason) => ({
      ...onRoute(route, 'retire', reason),
      body: { ...reasoned(reason), expectedVersion: status.version },
    }),
  }
}

function adopt(route: RouteStatus, status: Status): Action {
  const drift = status.drift.find((each) => each.route === route.id)
  const found = drift?.actual === null ? 'what was set by hand' : `${String(drift?.actual)} %`
  return {
    ...plain(route, 'adopt', 'Adopt'),
    consequences: [
      `The table takes over what somebody did to ${route.id} on ${drift?.plane ?? 'a plane'}: ${found} in place of ${String(drift?.expected)} %.`,
      'Every plane does the same from then on, and the hold ends.',
    ],
    verb: `Adopt it for ${route.id}`,
  }
}

function revert(route: RouteStatus, status: Status): Action {
  const drift = status.drift.find((each) => each.route === route.id)
  return {
    ...plain(route, 'revert', 'Revert'),
    consequences: [
      `What somebody did to ${route.id} on ${drift?.plane ?? 'a plane'} is taken back: ${String(drift?.expected)} % again, as the table says, and the hold ends.`,
    ],
    verb: `Take it back for ${route.id}`,
  }
}

function plain(route: RouteStatus, name: Name | 'set', label: string): Omit<Action, 'consequences' | 'verb'> {
  return {
    key: `${name} ${route.id}`,
    label,
    isGrave: false,
    needsReason: false,
    hindrance: null,
    order: (reason) => onRoute(route, name, reason),
  }
}

function onRoute({ id }: RouteStatus, name: string, reason: string): ReturnType<Action['order']> {
  return { method: 'POST', path: `routes/${encodeURIComponent(id)}/${name}`, body: reasoned(reason) }
}

function reasoned(reason: string): { readonly reason?: string } {
  return reason === '' ? {} : { reason }
}

function heldBy({ hold: held }: RouteStatus): string | null {
  return held && `it is on hold: ${held.why}`
}

function pausedBy({ pause }: Status): string | null {
  return pause && `everything is paused by ${pause.who}`
}

function afterOthers({ after }: RouteStatus, status: Status): string | null {
  const early = after.find((id) => {
    const stage = routeOf(status, id)?.stage
    return stage !== undefined && stage !== 'live' && stage !== 'retired'
  })
  return early === undefined ? null : `${early} has to be live first`
}
