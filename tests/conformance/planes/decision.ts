import { createDecide, verifyPin, type Decide, type RouteTable } from '@strangler/migration-plan'
import { answered, denied, gone, refused } from '../case.ts'
import { PIN_KEY } from '../cases/pins.ts'
import type { Plane } from './plane.ts'

/** The pure function that both planes are held to: no socket, no upstream, every request is a user's first. */
export function createDecisionPlane(): Plane {
  let decide: Decide | null = null
  return {
    name: 'decision',
    serve(table: RouteTable) {
      decide = createDecide(table, {
        nextTurn: () => 0,
        isUp: () => true,
        newUser: () => 'somebody',
        pinnedTo: (pin) => verifyPin(PIN_KEY, pin, Date.now() / 1000),
      })
      return Promise.resolve()
    },
    ask({ method, target, headers }) {
      const decision = decide?.({ method, target, headers: headers.flat() })
      if (decision?.kind === 'forward') return Promise.resolve(answered(decision.route.id, decision.side))
      if (decision?.kind === 'gone') return Promise.resolve(gone)
      return Promise.resolve(decision?.kind === 'deny' ? denied : refused)
    },
    close: () => Promise.resolve(),
  }
}
