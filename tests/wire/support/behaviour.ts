import type { ListeningPlane } from '../../conformance/planes/plane.ts'
import type { RawClient } from './raw-client.ts'
import type { Script } from './scripted-upstream.ts'
import type { Read } from './strict-reader.ts'

/** What a behaviour is given: a plane, and the upstream behind it, both to the byte. */
export interface Wire {
  readonly plane: ListeningPlane
  /** An address that is this behaviour's alone; what is appended to it is too. */
  readonly path: string
  /** The same within a route that another policy holds for. */
  at(route: RouteName): string
  /** Lets the upstream answer this behaviour's requests by the script, instead of 200 once they are whole. */
  answer(script: Script): void
  /** This behaviour's requests that reached the upstream. */
  reached(): readonly Read[]
  /** Resolves once so many of them did. */
  reachedBy(count: number): Promise<readonly Read[]>
  /** Resolves once the condition holds; throws where it never does. */
  eventually(condition: () => boolean | Promise<boolean>, withinMs?: number): Promise<unknown>
  /** Failures that the plane counts against the upstreams of a route. */
  errors(route: RouteName): Promise<number>
  connect(): Promise<RawClient>
  /** Sends bytes, and gives what comes back until the plane hangs up. */
  ask(bytes: string): Promise<string>
}

/**
 * `impatient`: 400 ms of silence are too long, nothing is tried again. `once`: nothing is tried again. `nobody`: no
 * upstream listens. `half`: of the candidate's two addresses, one does.
 */
export type RouteName = 'impatient' | 'once' | 'nobody' | 'half'

/** One promise that a plane keeps on the wire. */
export interface Behaviour {
  readonly feature: string
  /** What it holds to: a section of an RFC, or of a manual. */
  readonly rule: string
  readonly promise: string
  /** The planes that promise it, where not both do. */
  readonly planes?: { readonly only: readonly PlaneName[]; readonly because: string }
  /** Takes seconds of waiting: runs from the start beside the others. */
  readonly isSlow?: boolean
  readonly run: (wire: Wire) => Promise<void>
}

export type PlaneName = 'edge' | 'proxy'

export function nameOf({ name }: ListeningPlane): PlaneName {
  return name === 'edge' ? 'edge' : 'proxy'
}
