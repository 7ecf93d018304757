import { giveWay, HttpError, isDryRun } from '@mythoughts/kit'

/** Lets a bounded number of jobs run at once; others wait their turn, and too many waiting are refused with 503. */
export interface HashGate {
  run<T>(job: () => Promise<T>): Promise<T>
}

/** Hashing a password keeps a core busy: without a gate, a crowd at the login would starve everything else. */
export function createHashGate({ atOnce, waiting }: { atOnce: number; waiting: number }): HashGate {
  const queue: (() => void)[] = []
  let running = 0
  const enter = async () => {
    if (running < atOnce) {
      running++
      return
    }
    // A dry run queues behind nobody, so that hardly a login that counts waits for one.
    if (queue.length >= (isDryRun() ? 1 : waiting)) {
      giveWay()
      throw new HttpError(503, 'busy', 'too many logins at once; try again later', {
        headers: { 'Retry-After': '2' },
      })
    }
    // The one that leaves hands its place over: `running` stays as it is.
    await new Promise<void>((resolve) => queue.push(resolve))
  }
  const leave = () => {
    const next = queue.shift()
    if (next) next()
    else running--
  }
  return {
    async run(job) {
      await enter()
      try {
        return await job()
      } finally {
        leave()
      }
    },
  }
}
