import type { ControllerError } from '../errors.ts'
import type { Tenure } from '../store/leader-lock.ts'
import type { StateStore } from '../store/state-store.ts'
import type { CommandQueue } from './command-queue.ts'
import type { ControlState } from './control-state.ts'
import type { GateKeeper } from './gate-keeper.ts'
import type { Events } from './events.ts'
import type { PlaneView } from './plane-view.ts'
import type { Recorder } from './recorder.ts'

/** What the parts of the controller share. */
export interface ControlContext {
  readonly name: string
  readonly state: ControlState
  readonly views: readonly PlaneView[]
  readonly store: StateStore
  readonly queue: CommandQueue
  readonly recorder: Recorder
  readonly events: Events
  readonly gateKeeper: GateKeeper
  readonly tenure: () => Tenure
  /** Reads the state again and settles what differs from it; only within the queue, and only by the leader. */
  resync: () => Promise<void>
  /** The refusal that names the leader. */
  standbyError: () => Promise<ControllerError>
}
