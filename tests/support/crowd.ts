import { addUsers, countWrites, newTally, startVisitor, type Failure, type System } from '@strangler/demo'
import { eventually } from './eventually.ts'

/** Users who click all the time, and what they met. */
export interface Crowd {
  readonly size: number
  /** Does something to the system under them; gives the requests that failed and were asked before it was done. */
  during(act: () => Promise<unknown>): Promise<readonly Failure[]>
  /** Lets them leave, and gives what must be 0 whatever happened. */
  leave(): Promise<Readonly<Record<'lostSessions' | 'lostWrites' | 'doubledWrites', number>>>
}

/** Longer than a browser of theirs waits for an answer. */
const CLICKS_ON_WITHIN_MS = 40_000
/** Clicks of each, between two things that are done to them. */
const CLICKS = 6

export async function gatherCrowd(system: System, size: number): Promise<Crowd> {
  const tally = newTally()
  const accounts = await addUsers(system.internal.users, size)
  const visitors = accounts.map((account) => startVisitor(system.ready.edge, tally, account))
  const clickOn = async (): Promise<void> => {
    const enough = tally.requests + size * CLICKS
    await eventually(() => tally.requests >= enough, { withinMs: CLICKS_ON_WITHIN_MS })
  }
  /** Fails if anything fails that is asked for from now on. */
  const expectPeace = async (since: Date): Promise<void> => {
    await clickOn()
    const late = tally.failures.filter(({ at }) => at > since)
    if (late.length > 0) throw new Error(`requests failed afterwards: ${JSON.stringify(late)}`)
  }
  await expectPeace(new Date())
  return {
    size,
    async during(act) {
      const before = tally.failures.length
      await act()
      const done = new Date()
      await expectPeace(done)
      return tally.failures.slice(before)
    },
    async leave() {
      await Promise.all(visitors.map((visitor) => visitor.leave()))
      const { lost, doubled } = await countWrites(system.ready.database, visitors)
      return {
        lostSessions: tally.lostSessions,
        lostWrites: tally.lostWrites + lost,
        doubledWrites: doubled,
      }
    },
  }
}
