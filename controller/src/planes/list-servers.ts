import { messageOf } from '../errors.ts'
import type { Plane, PlaneServer } from './plane.ts'

/** What a plane says of its servers. */
export interface PlaneServers {
  readonly plane: string
  readonly statsPage: string | null
  readonly servers: readonly PlaneServer[]
  /** Why it says nothing. */
  readonly error: string | null
}

/** Asks every plane that has servers of its own; never throws. */
export async function listServers(planes: readonly Plane[]): Promise<readonly PlaneServers[]> {
  const asked = planes.flatMap(({ name, servers, statsPage = null }) => {
    if (!servers) return []
    const head = { plane: name, statsPage }
    const listed = servers().then(
      (own) => ({ ...head, servers: own, error: null }),
      (error: unknown) => ({ ...head, servers: [], error: messageOf(error) }),
    )
    return [listed]
  })
  return Promise.all(asked)
}
